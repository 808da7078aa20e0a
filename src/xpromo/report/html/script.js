'use strict';
(() => {
  const all = (query, within = document) => [...within.querySelectorAll(query)];

  const theme = () => {
    const root = document.documentElement, button = document.getElementById('theme');
    const system = matchMedia('(prefers-color-scheme: dark)');
    const isDark = () => (root.dataset.theme || (system.matches ? 'dark' : 'light')) === 'dark';
    const say = () => { button.textContent = isDark() ? 'Light colours' : 'Dark colours'; };
    button.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; say(); });
    system.addEventListener('change', say);
    button.hidden = false;
    say();
  };

  const sortable = (table) => {
    const heads = all('thead th', table);
    const bodies = all('tbody', table);
    if (!bodies.some((body) => all('tr:not(.group)', body).length > 1)) return;
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      const isNumber = head.classList.contains('n');
      const value = (row) => {
        const cell = row.children[column];
        if (cell.classList.contains('none')) return null;
        const text = (cell.dataset.v || cell.textContent).trim();
        return isNumber ? parseFloat(text.replaceAll(',', '')) : text;
      };
      button.addEventListener('click', () => {
        const before = head.getAttribute('aria-sort');
        const up = isNumber ? before === 'descending' : before !== 'ascending';
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        const compare = (one, two) => {
          const [a, b] = [value(one), value(two)];
          const isA = a === null || Number.isNaN(a), isB = b === null || Number.isNaN(b);
          if (isA || isB) return isA - isB;
          return (up ? 1 : -1) * (isNumber ? a - b : a.localeCompare(b, 'en', { numeric: true }));
        };
        bodies.forEach((body) => body.append(...all('tr:not(.group)', body).sort(compare)));
      });
    });
  };

  const chart = (figure) => {
    const rows = all('details tbody tr', figure), names = all('details thead th', figure).map((it) => it.textContent);
    const plots = all('.plot', figure), panels = figure.querySelector('.panels');
    const readout = document.createElement('p'), hit = document.createElement('div');
    const last = rows.length - 1;
    const text = rows.map((row) => {
      const [day, ...cells] = [...row.children].map((cell) => cell.textContent);
      const told = cells.map((cell, place) => [names[place + 1], cell]).filter(([, cell]) => cell);
      const when = new Date(`${day}T00:00Z`).toLocaleDateString('en-GB',
        { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
      return `${names[0] === 'Day' ? '' : 'Week of '}${when}: ${told.map(([name, cell]) =>
        `${name} ${cell === '–' ? 'unknown' : cell}`).join(', ')}`;
    });
    const add = (name, attributes, into) => {
      const made = document.createElementNS('http://www.w3.org/2000/svg', name);
      Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
      return into.appendChild(made);
    };
    const drawn = plots.map((plot) => ({
      low: +plot.dataset.low, top: +plot.dataset.top,
      cross: add('line', { class: 'cross', y1: 0, y2: '100%', visibility: 'hidden' }, plot),
      dots: all('[data-column]', plot).map((path) => ({
        column: +path.dataset.column,
        dot: add('circle', { class: path.classList.contains('second') ? 'at second' : 'at', r: 4.5,
          visibility: 'hidden' }, plot),
      })),
    }));
    let now = -1;
    const hint = 'Move over the chart, or reach it with Tab and walk along the days with the arrow keys.';
    const show = (place) => {
      now = place;
      const x = `${(100 * place) / last}%`;
      readout.textContent = place < 0 ? hint : text[place];
      hit.setAttribute('aria-valuenow', Math.max(place, 0));
      hit.setAttribute('aria-valuetext', text[Math.max(place, 0)]);
      drawn.forEach(({ low, top, cross, dots }) => {
        cross.setAttribute('visibility', place < 0 ? 'hidden' : 'visible');
        cross.setAttribute('x1', x);
        cross.setAttribute('x2', x);
        dots.forEach(({ column, dot }) => {
          const cell = place < 0 ? null : rows[place].children[column];
          const known = cell && !cell.classList.contains('none');
          dot.setAttribute('visibility', known ? 'visible' : 'hidden');
          if (!known) return;
          const value = parseFloat(cell.textContent.replaceAll(',', ''));
          dot.setAttribute('cx', x);
          dot.setAttribute('cy', `${(100 * (top - value)) / (top - low)}%`);
        });
      });
    };
    const keys = {
      ArrowRight: () => now + 1, ArrowUp: () => now + 1, ArrowLeft: () => now - 1, ArrowDown: () => now - 1,
      PageUp: () => now + 7, PageDown: () => now - 7, Home: () => 0, End: () => last,
    };
    hit.className = 'hit';
    Object.entries({
      role: 'slider', tabindex: 0, 'aria-label': figure.dataset.title, 'aria-valuemin': 0, 'aria-valuemax': last,
    }).forEach(([key, value]) => hit.setAttribute(key, value));
    hit.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') { show(-1); return; }
      if (!keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      show(Math.min(last, Math.max(0, keys[event.key]())));
    });
    hit.addEventListener('focus', () => { if (now < 0) show(0); });
    const point = (event) => {
      const box = hit.getBoundingClientRect();
      show(Math.min(last, Math.max(0, Math.round((last * (event.clientX - box.left)) / box.width))));
    };
    hit.addEventListener('pointermove', point);
    hit.addEventListener('pointerdown', point);
    hit.addEventListener('pointerleave', (event) => {
      if (event.pointerType === 'mouse' && document.activeElement !== hit) show(-1);
    });
    readout.className = 'readout';
    readout.setAttribute('aria-hidden', 'true'); // the slider says the same
    panels.append(hit);
    panels.after(readout);
    show(-1);
  };

  theme();
  all('table').forEach(sortable);
  all('.days').forEach(chart);
})();
