"""Project and promises → asset kits: everything one side needs to promote the other, rendered from templates."""
