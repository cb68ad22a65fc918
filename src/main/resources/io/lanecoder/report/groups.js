// Clusters and anomalies.
function drawClusters() {
  const part = DATA.clusters;
  if (missing('clusters', part)) {
    return;
  }
  const home = section('clusters');
  const m = part.measures;
  home.append(el('p', {}, `k-means found ${part.k} groups of codes without looking at labels.`
    + (m.accuracy != null ? ` With each cluster matched to one class, ${percent(m.accuracy)} of the rows lie in their class's own.` : '')));
  home.append(el('dl', { class: 'facts' },
    part.silhouettes ? fact('Silhouette (−1 to 1)', short(part.silhouettes.mean, 3)) : null,
    m.davies_bouldin != null ? fact('Davies–Bouldin (low is good)', short(m.davies_bouldin, 3)) : null,
    m.calinski_harabasz != null ? fact('Calinski–Harabasz', short(m.calinski_harabasz, 3)) : null,
    m.nmi != null ? fact('Shared information (nmi)', short(m.nmi, 3)) : null,
    m.ari != null ? fact('Adjusted Rand index', short(m.ari, 3)) : null,
    fact('Inertia', whole(+m.inertia.toPrecision(4)))));
  home.append(el('p', { class: 'soft' }, isTable
    ? 'The centres, drawn through the decoder on the scale that the network sees.' + omittedFeatures()
    : 'Large: the centre, drawn through the decoder. Small: the rows nearest to it.'));
  home.append(el('div', { class: 'cards' }, ...part.clusters.map((cluster, c) => el('article', { class: 'card' },
    el('h3', {}, `Cluster ${c}: ${whole(cluster.size)} rows`, part.composition ? el('span', { class: 'soft' }, ' ' + mostly(part.composition[c])) : null),
    isTable
      ? el('div', {}, figure('centres', c, 'centre of cluster ' + c),
        el('p', { class: 'soft' }, 'nearest: ' + cluster.nearest.map(rowWords).join('; ')))
      : el('div', { class: 'pair' }, el('div', { class: 'picturebox' }, figure('centres', c, 'centre of cluster ' + c)),
        el('div', { class: 'grow tiny' }, ...cluster.nearest.map((row, i) => figure('members', cluster.first + i, rowWords(row)))))))));
  const both = el('div', { class: 'columns' });
  home.append(both);
  if (part.composition) {
    both.append(el('div', {}, el('h3', {}, 'Which labels a cluster holds'), heat(part)));
  }
  if (part.silhouettes) {
    drawSilhouettes(part, both);
  }
}

function mostly(counts) {
  const all = counts.reduce((a, b) => a + b, 0);
  return counts.map((count, k) => ({ count, k })).filter(one => one.count > 0).sort((a, b) => b.count - a.count).slice(0, 2)
    .map(one => `${percent(one.count / all)} ${clipped(labelName(one.k), 20)}`).join(', ');
}

const MOST_CLASSES = 40;

function heat(part) {
  const shown = classes.slice(0, MOST_CLASSES);
  const cellOf = (count, all) => {
    const share = all ? count / all : 0;
    return el('td', { style: `background:rgba(var(--heat),${(.85 * share).toFixed(3)});${share > .5 ? 'color:#10141a;' : ''}`,
      title: percent(share, 1) }, count ? whole(count) : '');
  };
  return el('div', { class: 'scroll' }, el('table', { class: 'heat' },
    el('thead', {}, el('tr', {}, el('th', {}, 'cluster'), ...shown.map(name => el('th', { scope: 'col' }, clipped(name, 24))))),
    el('tbody', {}, ...part.composition.map((counts, c) => {
      const all = counts.reduce((a, b) => a + b, 0);
      return el('tr', {}, el('th', { scope: 'row' }, String(c)), ...counts.slice(0, MOST_CLASSES).map(count => cellOf(count, all)));
    }))), classes.length > MOST_CLASSES ? el('p', { class: 'soft' }, `The first ${MOST_CLASSES} of ${whole(classes.length)} labels.`) : null);
}

function drawSilhouettes(part, home) {
  const holder = el('div', { class: 'chart tall' });
  home.append(el('div', {}, el('h3', {}, 'How clearly each row belongs to its cluster'),
    el('p', { class: 'soft' }, `Silhouettes of ${whole(part.silhouettes.rows)} rows, sorted within each cluster: near 1 is well inside,`
      + ' below 0 is nearer to another cluster.'), holder));
  const gap = Math.ceil(part.silhouettes.rows / 60);
  let at = 0;
  const series = part.silhouettes.clusters.map((values, c) => {
    const first = at;
    at += values.length + gap;
    return { c, points: values.map((value, i) => [value, first + i]), middle: first + values.length / 2, count: values.length };
  });
  chart(holder, () => ({
    animation: false, backgroundColor: 'transparent', grid: { left: 40, right: 20, top: 10, bottom: 46 },
    tooltip: tooltip(p => lines('cluster ' + p.seriesName, 'silhouette ' + short(p.value[0], 3)), { trigger: 'item' }),
    xAxis: axis('value', 'silhouette', { min: v => Math.min(0, Math.floor(v.min * 10) / 10), max: v => Math.ceil(v.max * 10) / 10 }),
    yAxis: axis('category', 'cluster', { inverse: true, nameGap: 24, data: Array.from({ length: at }, (_, i) => i), splitLine: { show: false },
      axisTick: { show: false }, axisLabel: { color: colour('--ink'), interval: i => series.some(s => s.count && Math.floor(s.middle) === i),
        formatter: v => String(series.find(s => s.count && Math.floor(s.middle) === +v)?.c ?? '') } }),
    series: series.map((s, i) => ({
      name: String(s.c), type: 'bar', stack: 'all', barCategoryGap: 0, itemStyle: { color: hue(s.c), borderColor: hue(s.c), borderWidth: .7 }, data: s.points,
      markLine: i === 0 ? { silent: true, precision: 10, symbol: 'none', data: [{ xAxis: part.silhouettes.mean }],
        label: { formatter: 'mean', color: colour('--ink'), position: 'insideEndTop' }, lineStyle: { color: colour('--ink'), type: 'dashed' } } : undefined,
    })),
  }), 'Silhouettes by cluster');
}

function drawAnomalies() {
  const part = DATA.anomalies;
  if (missing('anomalies', part)) {
    return;
  }
  const home = section('anomalies');
  const calibrated = part.threshold != null;
  home.append(el('p', {}, 'A row that the model restores badly is unlike those it learned from.'
    + (calibrated ? ` From an error of ${short(part.threshold)} on a row is flagged: ${whole(part.flagged)} of ${whole(DATA.head.rows)} are.`
      + ` The threshold comes from ${whole(part.calibration_rows)} rows that the model was not trained on.` : '')));
  if (!calibrated) {
    home.append(el('p', { class: 'note' }, 'There is no threshold, as the model was not calibrated:'
      + ' score --calibrate DATA finds one from normal rows that the model was not trained on.'));
  }
  drawHistogram(part, home);
  home.append(el('h3', {}, 'The strangest rows'), tripleLegend('the left'));
  home.append(el('div', { class: 'cards' }, ...part.rows.map((row, i) => el('article', { class: 'card' },
    el('h3', {}, rowWords(row), row.flagged ? el('span', { class: 'flag' }, ' ⚑ flagged') : null),
    el('div', { class: isTable ? '' : 'nine', style: isTable ? '' : 'grid-template-columns:repeat(3,minmax(0,1fr))' },
      ...triple(['strange', 'strangeAgain', 'strangeErrors'], i, rowWords(row))),
    el('div', { class: 'soft' }, `error ${short(row.error, 3)}` + (row.p != null ? `, p ${short(row.p, 2)}` : '')),
    el('ul', { class: 'reasons' }, ...row.reasons.map(reason => el('li', {},
      `${clipped(reason.feature, 40)}: ${short(reason.value, 4)}, restored ${short(reason.restored, 4)}`
        + (reason.ratio != null ? ` (${short(reason.ratio, 2)} × the usual error)` : ''))))))));
}

function drawHistogram(part, home) {
  const { from, width, counts } = part.histogram;
  let scale = 'value';
  const holder = el('div', { class: 'chart' });
  home.append(choice('Number of rows', [['value', 'linear'], ['log', 'logarithmic']], scale, key => { scale = key; drawn.draw(); }), holder);
  const high = from + width * counts.length;
  const limit = part.threshold;
  // a line over axes of numbers, so that the threshold stands where it belongs; each bin is two of its points
  const points = [[from, 0], ...counts.flatMap((count, i) => [[from + i * width, count], [from + (i + 1) * width, count]]), [high, 0]];
  const drawn = chart(holder, () => ({
    animation: false, backgroundColor: 'transparent', grid: { left: 64, right: 30, top: 24, bottom: 46 },
    tooltip: tooltip(ps => {
      const i = Math.min(counts.length - 1, Math.max(0, Math.floor((ps[0].dataIndex - 1) / 2)));
      return lines(`error ${short(from + i * width, 3)} to ${short(from + (i + 1) * width, 3)}`, whole(counts[i]) + ' rows');
    }, { trigger: 'axis' }),
    xAxis: axis('value', 'error of a row', { min: from < high / 3 ? 0 : from, max: limit != null && limit > high && limit < 3 * high ? limit * 1.02 : null,
      axisLabel: { color: colour('--soft'), formatter: v => short(v, 3) } }),
    yAxis: axis(scale, 'rows', { nameGap: 48, min: scale === 'log' ? .5 : 0, axisLabel: { color: colour('--soft'), formatter: v => v < 1 ? '0' : whole(v) } }),
    series: [{
      type: 'line', symbol: 'none', color: hue(0), lineStyle: { width: 1.5 },
      areaStyle: { opacity: .35, origin: scale === 'log' ? .5 : 0 },
      data: points.map(([x, y]) => [x, scale === 'log' ? Math.max(.5, y) : y]),
      markLine: limit != null ? { silent: true, precision: 10, symbol: 'none', data: [{ xAxis: limit }], lineStyle: { color: colour('--flag'), width: 2 },
        label: { formatter: 'threshold', color: colour('--flag') } } : undefined,
    }],
  }), 'Histogram of the errors');
}
