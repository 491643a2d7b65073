/* page.js - what the report can do beyond being read: sort and fold tables, show what points are,
 * switch between light and dark. Nothing is fetched, stored or sent; without it all is there. */
'use strict';
(() => {
  const root = document.documentElement;
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  /* ---- Light and dark ---- */
  const theme = document.querySelector('.theme');
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches;
  const tellTheme = () => theme.setAttribute('aria-pressed', String(isDark()));
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    tellTheme();
  });
  prefersDark.addEventListener('change', tellTheme);
  theme.hidden = false;
  tellTheme();

  /* ---- Contents: open beside the text, closed above it ---- */
  const contents = document.querySelector('.contents details');
  const wide = matchMedia('(min-width: 64rem)');
  const openContents = () => { contents.open = wide.matches; };
  wide.addEventListener('change', openContents);
  openContents();
  const entryOf = new Map(all('a', contents).map(a => [a.hash.slice(1), a]));
  const watcher = new IntersectionObserver(seen => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      entryOf.forEach(a => a.removeAttribute('aria-current'));
      entryOf.get(target.id).setAttribute('aria-current', 'true');
    }
  }, { rootMargin: '-10% 0px -80% 0px' });
  all('main > section').filter(s => entryOf.has(s.id)).forEach(s => watcher.observe(s));

  /* ---- Tables ---- */
  const collator = new Intl.Collator(root.lang, { numeric: true });

  /* What cells are sorted by: numbers by their exact value; undefined: empty, always last. */
  const keyOf = (cell, numeric) => {
    if (numeric) return cell.dataset.value === undefined ? undefined : Number(cell.dataset.value);
    return cell.classList.contains('none') ? undefined : cell.textContent;
  };

  const sort = (table, column, numeric, descending) => {
    const compare = (a, b) => {
      if (a.key === undefined || b.key === undefined) {
        return (a.key === undefined) - (b.key === undefined);
      }
      const order = numeric ? (a.key > b.key) - (a.key < b.key) : collator.compare(a.key, b.key);
      return descending ? -order : order;
    };
    const body = table.tBodies[0];
    const rows = [...body.rows].map(row => ({ row, key: keyOf(row.cells[column], numeric) }));
    body.append(...rows.sort(compare).map(r => r.row));
    markMore(table);
  };

  /* The rows that a folded table does not show, in whatever order it is. */
  const markMore = table => {
    const shown = Number(table.dataset.shown || Infinity);
    [...table.tBodies[0].rows].forEach((row, i) => row.classList.toggle('more', i >= shown));
  };

  const makeSortable = table => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const numeric = head.classList.contains('n');
      const button = make('button', { type: 'button' });
      button.append(...head.firstChild.childNodes);
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const was = head.getAttribute('aria-sort');
        const descending = was ? was === 'ascending' : numeric;
        heads.forEach(h => h.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        sort(table, column, numeric, descending);
      });
    });
  };

  const fold = (table, folded) => {
    const button = table.parentNode.nextElementSibling;
    table.classList.toggle('folded', folded);
    button.textContent = folded ? table.dataset.all : table.dataset.few;
    button.setAttribute('aria-expanded', String(!folded));
  };

  const makeFoldable = table => {
    const button = make('button', { type: 'button', className: 'unfold' });
    button.addEventListener('click', () => fold(table, !table.classList.contains('folded')));
    table.parentNode.after(button);
    markMore(table);
    fold(table, true);
  };

  all('.box > table').forEach(makeSortable);
  all('.box > table[data-shown]').forEach(makeFoldable);

  /* A link may lead into what is closed or folded. */
  const reveal = hash => {
    const target = hash && document.getElementById(hash.slice(1));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) {
      if (at.tagName === 'DETAILS') at.open = true;
    }
    const table = target.closest('.folded');
    if (table && target.classList.contains('more')) fold(table, false);
  };
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]');
    if (link) reveal(link.hash);
  });
  addEventListener('hashchange', () => reveal(location.hash));
  if (location.hash) {
    reveal(location.hash);
    document.querySelector(':target')?.scrollIntoView(); /* now that it can be seen */
  }

  /* ---- What the points of a figure are: by mouse, finger, or arrow keys ---- */
  const tip = make('div', { className: 'tip' });
  tip.setAttribute('role', 'status');
  document.body.append(tip);

  const showTip = (mark, text) => {
    tip.textContent = text;
    const at = mark.getBoundingClientRect();
    const space = 8;
    const left = at.left + at.width / 2 - tip.offsetWidth / 2;
    const above = at.top - tip.offsetHeight - space;
    tip.style.left = Math.max(space, Math.min(left, innerWidth - tip.offsetWidth - space)) + 'px';
    tip.style.top = (above < space ? at.bottom + space : above) + 'px';
  };

  const makeTips = picture => {
    const marks = all('svg title', picture).filter(t => t.parentNode.tagName !== 'svg').map(title => {
      const mark = { node: title.parentNode, text: title.textContent };
      title.remove(); /* or the browser would show its own as well */
      return mark;
    });
    if (marks.length === 0) return;
    const markOf = new Map(marks.map(mark => [mark.node, mark]));
    let current = -1;
    const leave = () => {
      if (current >= 0) marks[current].node.classList.remove('at');
      tip.textContent = '';
      current = -1;
    };
    const show = (mark, byKey) => {
      leave();
      current = marks.indexOf(mark);
      if (byKey) mark.node.classList.add('at');
      showTip(mark.node, mark.text);
    };
    picture.tabIndex = 0;
    picture.setAttribute('role', 'group');
    picture.setAttribute('aria-label', picture.parentNode.querySelector('h3').textContent);
    picture.addEventListener('pointerover', event => {
      const node = event.target.closest('svg *');
      let at = node;
      while (at && at !== picture && !markOf.has(at)) at = at.parentNode;
      if (markOf.has(at)) show(markOf.get(at), false);
    });
    picture.addEventListener('pointerout', leave);
    picture.addEventListener('blur', leave);
    picture.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (event.key === 'Escape') leave();
      if (!step) return;
      event.preventDefault();
      const next = current < 0 ? (step > 0 ? 0 : marks.length - 1) : current + step;
      show(marks[(next + marks.length) % marks.length], true);
    });
  };
  all('.picture').forEach(makeTips);
  addEventListener('scroll', () => { tip.textContent = ''; }, { passive: true });
})();
