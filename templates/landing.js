// Copies the link's own parameters from this page's address into the hidden fields of each form marked data-xpromo.
// No network, no cookie. Nothing is kept unless you ask for it: <script src="landing.js" data-keep="session" defer>
// keeps the fields in sessionStorage, so that a visitor who looks around first and signs up two pages later is still
// counted for the right placement. It is first-party, holds no personal data, and ends with the tab; ask for consent
// first where your law wants that.
(function () {
  "use strict";
  var names = [{% for name in fields %}"{{ name }}"{% if not loop.last %}, {% endif %}{% endfor %}];
  var allowed = /^[A-Za-z0-9._~-]{1,200}$/;
  var script = document.currentScript;
  var keep = script !== null && script.getAttribute("data-keep") === "session";
  var here = new URLSearchParams(window.location.search);

  function kept(name) {
    try { return keep ? window.sessionStorage.getItem("xpromo." + name) || "" : ""; } catch (error) { return ""; }
  }

  function remember(name, value) {
    try { if (keep) { window.sessionStorage.setItem("xpromo." + name, value); } } catch (error) { /* switched off */ }
  }

  names.forEach(function (name) {
    var value = here.get(name) || "";
    if (allowed.test(value)) { remember(name, value); } else { value = kept(name); }
    if (!allowed.test(value)) { return; }
    document.querySelectorAll("form[data-xpromo] input[name='" + name + "']").forEach(function (field) {
      field.value = value;
    });
  });
})();
