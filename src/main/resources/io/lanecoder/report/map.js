// The map: one series a group, so that thousands of points of one colour are drawn in one stroke.
function drawMap() {
  const map = DATA.map;
  if (missing('map', map)) {
    return;
  }
  const home = section('map');
  const n = map.x.length;
  let by = classes ? 'label' : 'cluster';
  let hidden = new Set();
  home.append(el('p', {}, `${n < map.of ? whole(n) + ' of ' + whole(map.of) : 'All ' + whole(n)} codes in the plane, placed by`
    + ' t-SNE so that near codes stay near. Point at a mark to see its row, or walk from mark to mark with the arrow keys;'
    + ' zoom with the wheel or the buttons.'));
  home.append(choice('Colour by', [...(classes ? [['label', 'label']] : []), ['cluster', 'cluster'],
    ['error', 'reconstruction error']], by, key => { by = key; hidden = new Set(); show(); }));
  const holder = el('div', { class: 'chart', id: 'map-chart', tabindex: 0 });
  const legend = el('ul', { class: 'legend' });
  const size = n > 4000 ? 5 : n > 1000 ? 6 : 8;

  const sorted = [...map.error].sort((a, b) => a - b);
  const borders = CIVIDIS.slice(1).map((_, i) => sorted[Math.floor((i + 1) * n / CIVIDIS.length)]);
  const bin = error => borders.filter(border => error >= border).length;
  function groups() {
    const members = new Map();
    const key = { label: i => map.label[i], cluster: i => map.cluster[i], error: i => bin(map.error[i]) }[by];
    for (let i = 0; i < n; i++) {
      const k = key(i);
      members.has(k) ? members.get(k).push(i) : members.set(k, [i]);
    }
    const name = { label: labelName, cluster: k => 'cluster ' + k,
      error: k => k === 0 ? 'below ' + short(borders[0], 3) : 'from ' + short(borders[k - 1], 3) }[by];
    const errorHue = k => theme === 'dark' ? CIVIDIS[Math.min(9, 1 + Math.round(k * 8 / 9))] : CIVIDIS[Math.round(k * 8.5 / 9)];
    return [...members.keys()].sort((a, b) => a - b).map(k => ({
      name: name(k), rows: members.get(k), colour: by === 'error' ? errorHue(k) : hue(k),
      symbol: by === 'error' ? 'circle' : SYMBOLS[Math.floor(k / 10) % SYMBOLS.length],
    }));
  }

  // Both axes have one scale, as distances are all that counts.
  const range = values => [Math.min(...values), Math.max(...values)];
  const [x0, x1] = range(map.x);
  const [y0, y1] = range(map.y);
  const half = Math.max(x1 - x0, y1 - y0, 1e-9) * .53;
  function frame() {
    const wide = Math.max(1, holder.clientWidth / Math.max(1, holder.clientHeight));
    const high = Math.max(1, holder.clientHeight / Math.max(1, holder.clientWidth));
    return { x: [(x0 + x1) / 2 - half * wide, (x0 + x1) / 2 + half * wide],
      y: [(y0 + y1) / 2 - half * high, (y0 + y1) / 2 + half * high] };
  }

  function tip(params) {
    const i = params.data[2];
    return el('div', { class: 'tip' }, figure('map', i, 'row ' + map.rows[i], true),
      el('div', {}, 'row ' + map.rows[i]), classes ? el('div', {}, 'label ' + labelName(map.label[i])) : null,
      el('div', {}, 'cluster ' + map.cluster[i]), el('div', {}, 'error ' + short(map.error[i], 3)));
  }

  let shown = groups();
  const options = () => {
    const { x, y } = frame();
    const bare = { show: false, type: 'value' };
    return {
      animation: false, backgroundColor: 'transparent', grid: { left: 0, right: 0, top: 0, bottom: 0 },
      tooltip: tooltip(tip, { trigger: 'item' }),
      xAxis: Object.assign({ min: x[0], max: x[1] }, bare), yAxis: Object.assign({ min: y[0], max: y[1] }, bare),
      dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'none', id: 'x' }, { type: 'inside', yAxisIndex: 0, filterMode: 'none', id: 'y' }],
      series: shown.filter(group => !hidden.has(group.name)).map(group => ({
        name: group.name, type: 'scatter', symbol: group.symbol, symbolSize: size, large: true, largeThreshold: 1500,
        itemStyle: { color: group.colour, opacity: .85 }, data: group.rows.map(i => [map.x[i], map.y[i], i]),
      })),
    };
  };

  function mark(group) {
    const shape = { circle: ['circle', { cx: 7, cy: 7, r: 5.5 }], rect: ['rect', { x: 2, y: 2, width: 10, height: 10 }],
      triangle: ['polygon', { points: '7,1 13,13 1,13' }], diamond: ['polygon', { points: '7,0 13,7 7,14 1,7' }],
      pin: ['polygon', { points: '1,2 13,2 7,14' }] }[group.symbol];
    return svg('svg', { width: 14, height: 14, 'aria-hidden': 'true' }, svg(shape[0], Object.assign({ fill: group.colour }, shape[1])));
  }

  function drawLegend() {
    legend.replaceChildren(...shown.map(group => {
      const button = el('button', { type: 'button', 'aria-pressed': String(!hidden.has(group.name)), title: 'show or hide',
        onclick: () => {
          hidden.has(group.name) ? hidden.delete(group.name) : hidden.add(group.name);
          button.setAttribute('aria-pressed', String(!hidden.has(group.name)));
          drawn.draw();
        } }, mark(group), el('span', { class: 'name' }, group.name), el('small', {}, whole(group.rows.length)));
      return el('li', {}, button);
    }));
  }

  function zoom(factor) {
    const zooms = drawn.chart.getOption().dataZoom;
    zooms.forEach(({ start, end }, i) => {
      const middle = (start + end) / 2;
      const reach = factor === 0 ? 50 : Math.min(50, Math.max(.5, (end - start) / 2 * factor));
      const from = Math.max(0, Math.min(100 - 2 * reach, (factor === 0 ? 50 : middle) - reach));
      drawn.chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: i, start: from, end: from + 2 * reach });
    });
  }
  // Arrow keys walk to the nearest mark that lies that way, within 45 degrees; Escape puts its tip away.
  let at = 0;
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  holder.addEventListener('keydown', event => {
    const way = ways[event.key];
    if (event.key === 'Escape') {
      drawn.chart.dispatchAction({ type: 'hideTip' });
    } else if (way) {
      event.preventDefault();
      let best = Infinity;
      let next = at;
      for (let i = 0; i < n; i++) {
        const dx = map.x[i] - map.x[at];
        const dy = map.y[i] - map.y[at];
        const along = dx * way[0] + dy * way[1];
        const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
        if (along > 0 && aside <= along && along * along + aside * aside < best) {
          best = along * along + aside * aside;
          next = i;
        }
      }
      at = next;
      const [x, y] = drawn.chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [map.x[at], map.y[at]]);
      drawn.chart.dispatchAction({ type: 'showTip', x, y });
    }
  });
  const button = (text, words, factor) => el('button', { type: 'button', 'aria-label': words, onclick: () => zoom(factor) }, text);

  home.append(el('div', { class: 'mapbox' }, holder, el('div', {},
    el('div', { class: 'buttons', role: 'group', 'aria-label': 'Zoom' }, button('+', 'zoom in', .6), button('–', 'zoom out', 1 / .6), button('all', 'show everything', 0)),
    legend, el('h3', {}, 'How far to trust it'), ...quality(map))));
  const drawn = chart(holder, options, 'Map of the codes');
  drawLegend();
  redraws.push(() => { shown = groups(); drawLegend(); drawn.draw(); });
  new ResizeObserver(() => drawn.draw()).observe(holder);
  function show() {
    shown = groups();
    drawLegend();
    drawn.draw();
  }
}

// The quality sheet, in plain words.
function quality(map) {
  const trust = map.trustworthiness;
  const word = trust >= .95 ? 'Nearly all marks that lie side by side have codes that are alike.'
    : trust >= .85 ? 'Most marks that lie side by side have codes that are alike.'
      : 'Many marks lie side by side though their codes are not alike: trust no detail of this map.';
  return [
    el('p', {}, `${word} (trustworthiness ${percent(trust, 1)})`),
    el('p', {}, `Of the 10 nearest codes of a row ${percent(map.neighbours_kept)} are among its 10 nearest marks.`),
    map.accuracy == null ? null
      : el('p', {}, `The 5 nearest marks name a mark's label rightly for ${percent(map.accuracy, 1)} of the rows.`),
    el('p', { class: 'soft' }, 'Read local groups, not distances between groups, nor their sizes: t-SNE keeps neither.'
      + ` Perplexity ${short(map.perplexity, 3)}, ${whole(map.iterations)} iterations, KL ${short(map.divergence, 3)}.`),
  ].filter(node => node !== null);
}
