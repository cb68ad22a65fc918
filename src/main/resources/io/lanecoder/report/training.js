// The run, the curves, the reconstructions.
function fact(name, value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value));
}

function drawNetwork(head) {
  const sizes = [head.layers[0].inputs, ...head.layers.map(layer => layer.outputs)];
  const wide = 1000;
  const step = wide / sizes.length;
  const most = Math.max(...sizes);
  const height = size => 24 + 126 * Math.log(1 + size) / Math.log(1 + most);
  const root = svg('svg', { class: 'network', viewBox: `0 0 ${wide} 220`, role: 'img',
    'aria-label': 'The network: ' + sizes.join(' – ') });
  const middle = i => step * (i + .5);
  head.layers.forEach((layer, i) => {
    const a = height(sizes[i]) / 2;
    const b = height(sizes[i + 1]) / 2;
    const x0 = middle(i) + 17;
    const x1 = middle(i + 1) - 17;
    root.append(svg('polygon', { points: `${x0},${95 - a} ${x1},${95 - b} ${x1},${95 + b} ${x0},${95 + a}`,
      fill: 'var(--line)', opacity: .5 }, svg('title', {},
      `${layer.name}: ${layer.inputs} to ${layer.outputs}, ${layer.activation}, ${whole(layer.parameters)} parameters`)));
    root.append(svg('text', { x: (x0 + x1) / 2, y: 196 }, layer.name.replace(/^.*\./, '')));
    root.append(svg('text', { x: (x0 + x1) / 2, y: 212, class: 'soft' }, whole(layer.parameters)));
    root.append(svg('text', { x: middle(i + 1), y: 14, class: 'soft' }, layer.activation));
  });
  sizes.forEach((size, i) => {
    const h = height(size);
    const isCode = i === head.encoderLayers;
    root.append(svg('rect', { x: middle(i) - 17, y: 95 - h / 2, width: 34, height: h, rx: 5,
      fill: isCode ? '#d55e00' : '#0072b2' }));
    root.append(svg('text', { x: middle(i), y: 99, style: 'fill:#fff;font-weight:600' }, String(size)));
    if (isCode) {
      root.append(svg('text', { x: middle(i), y: 95 + h / 2 + 16, style: 'font-weight:600' }, 'code'));
    }
  });
  return root;
}

function table(header, rows) {
  const cells = (tag, row) => row.map(value =>
    el(tag, typeof value === 'number' ? { class: 'number' } : {}, typeof value === 'number' ? whole(value) : String(value)));
  return el('div', { class: 'scroll' }, el('table', {}, el('thead', {}, el('tr', {}, ...cells('th', header))),
    el('tbody', {}, ...rows.map(row => el('tr', {}, ...cells('td', row))))));
}

function drawHead() {
  const head = DATA.head;
  const run = head.run || {};
  const result = run.result || {};
  const environment = run.environment || {};
  const options = run.options || {};
  const source = options.data || head.provenance.data;
  const home = section('head');
  document.title = (source ? source + ' – ' : '') + 'Lanecoder report';
  const seed = options.seed === undefined ? head.provenance.seed : options.seed;
  const loss = result.validation_loss ?? result.train_loss;
  home.append(el('p', {}, `An autoencoder learned to write ${whole(head.rows)} rows of ${whole(head.features)} features`
    + ` as codes of ${head.layers[head.encoderLayers - 1].outputs} numbers, and to restore them from these.`));
  home.append(el('dl', { class: 'facts' },
    source ? fact('Data', source) : null,
    fact('Rows × features', whole(head.rows) + ' × ' + whole(head.features)),
    head.classes ? fact('Classes', whole(head.classes.length)) : null,
    fact('Parameters', whole(head.parameters)),
    loss !== undefined && loss !== null
      ? fact(result.validation_loss != null ? 'Loss, held out' : 'Loss', short(loss)) : null,
    result.epochs ? fact('Epochs', result.epochs + (result.end === 'early_stopped' ? ', stopped early' : '')) : null,
    result.seconds ? fact('Time', duration(result.seconds)) : null,
    result.samples_per_second ? fact('Samples a second', whole(Math.round(result.samples_per_second))) : null,
    seed !== undefined ? fact('Seed', String(seed)) : null,
    environment.kernels ? fact('Kernels', environment.kernels + ', ' + environment.lanes + ' lanes') : null,
    options.threads ? fact('Threads', String(options.threads)) : null,
    fact('Scaling', head.scaler),
    run.lanecoder ? fact('Lanecoder', run.lanecoder) : null));
  home.append(el('div', { class: 'scroll' }, drawNetwork(head)));
  home.append(el('p', { class: 'soft' }, 'Under each link: the layer and its number of parameters. Above each box: the activation.'));
  if (head.repeat) {
    const copy = el('button', { type: 'button', onclick: () => {
      navigator.clipboard.writeText(head.repeat).then(() => { copy.textContent = 'Copied'; },
        () => { getSelection().selectAllChildren(command); });
    } }, 'Copy');
    // a line may end before an option, not within its name
    const command = el('pre', { class: 'command' }, ...head.repeat.split(/(?= --)/)
      .flatMap(word => word.startsWith(' ') ? [' ', el('span', {}, word.slice(1))] : [word]));
    home.append(el('div', { class: 'buttons' }, el('span', {}, 'The same bits again:'), copy), command);
  } else {
    home.append(el('p', { class: 'note' }, 'The folder does not say how the model was trained; train and demo write run.json.'));
  }
  home.append(el('details', {}, el('summary', {}, 'Layers and options'),
    el('div', { class: 'columns' },
      table(['Layer', 'Inputs', 'Outputs', 'Activation', 'Parameters'],
        head.layers.map(layer => [layer.name, layer.inputs, layer.outputs, layer.activation, layer.parameters])),
      table(['Option', 'Value'], [...Object.entries(options), ...Object.entries(environment)]
        .map(([name, value]) => [name, String(value)])))));
}

const rounded = value => +value.toPrecision(2);

function drawCurves() {
  const curves = DATA.curves;
  if (missing('curves', curves)) {
    return;
  }
  const home = section('curves');
  let scale = 'log';
  const best = curves.best ? curves.best - 1 : null;
  home.append(el('p', {}, best === null ? 'The loss of every epoch.'
    : `Kept is the model after epoch ${curves.best} of ${curves.epoch.length}: loss ${short(curves.train[best])}`
      + (curves.validation ? `, ${short(curves.validation[best])} on rows held out of training.` : '.')));
  const series = (name, values, i) => ({
    name, type: 'line', data: curves.epoch.map((epoch, j) => [epoch, values[j]]), showSymbol: curves.epoch.length < 40,
    symbol: SYMBOLS[i], symbolSize: 6, lineStyle: { width: 2, type: i ? 'dashed' : 'solid' }, color: hue(i),
    markLine: i === 0 && curves.best ? { silent: true, symbol: 'none', data: [{ xAxis: curves.best }],
      lineStyle: { color: colour('--soft') }, label: { formatter: 'kept', color: colour('--soft') } } : undefined,
  });
  const holder = el('div', { class: 'chart' });
  const tip = tooltip(params => lines('epoch ' + params[0].value[0], ...params.map(p => p.seriesName + ' ' + short(p.value[1]))),
    { trigger: 'axis' });
  const options = (parts, unit, kind) => ({
    animation: false, backgroundColor: 'transparent', tooltip: tip,
    legend: { textStyle: { color: colour('--ink') }, top: 0 }, grid: { left: 64, right: 24, top: 34, bottom: 46 },
    xAxis: axis('value', 'epoch', { min: 1, max: Math.max(2, curves.epoch.length), minInterval: 1 }),
    yAxis: axis(kind, unit, { nameGap: 50, min: kind === 'log' ? v => rounded(v.min * .9) : 0, max: kind === 'log' ? v => rounded(v.max * 1.1) : null, axisLabel: { color: colour('--soft'), formatter: v => short(v, 3) } }),
    series: parts,
  });
  const losses = () => options([series('training', curves.train, 0),
    ...(curves.validation ? [series('held out', curves.validation, 1)] : [])], 'loss', scale);
  home.append(choice('Scale', [['log', 'logarithmic'], ['value', 'linear']], scale, key => { scale = key; drawn.draw(); }), holder);
  const drawn = chart(holder, losses, 'Loss by epoch');
  const rate = el('div', { class: 'chart' });
  const seconds = el('div', { class: 'chart' });
  home.append(el('div', { class: 'columns' }, el('div', {}, el('h3', {}, 'Learning rate'), rate),
    el('div', {}, el('h3', {}, 'Seconds an epoch'), seconds)));
  chart(rate, () => Object.assign(options([series('learning rate', curves.rate, 2)], 'rate', 'value'), { legend: undefined }),
    'Learning rate by epoch');
  chart(seconds, () => Object.assign(options([series('seconds', curves.seconds, 3)], 'seconds', 'value'), { legend: undefined }),
    'Seconds by epoch');
}

function drawReconstructions() {
  const part = DATA.reconstructions;
  if (missing('reconstructions', part)) {
    return;
  }
  const home = section('reconstructions');
  home.append(el('p', {}, `The error of a row is the mean of its squared differences: ${short(part.mean)} on average,`
    + ` ${short(part.median)} for the row in the middle.`), tripleLegend('above'));
  for (const group of part.groups) {
    home.append(el('h3', {}, group.title));
    home.append(el('div', { class: 'triples' }, ...group.rows.slice(0, isTable ? 6 : 10).map((row, i) => el('figure', { class: 'sample' },
      ...triple(['originals', 'reconstructions', 'differences'], group.first + i, rowWords(row)),
      el('figcaption', {}, rowWords(row), el('br'), 'error ' + short(row.error, 3))))));
  }
}
