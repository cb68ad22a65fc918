// What drives each unit, and what it drives.
function drawLatent() {
  const part = DATA.latent;
  if (missing('latent', part)) {
    return;
  }
  const home = section('latent');
  home.append(el('p', {}, isTable
    ? 'For each unit: the features that move it most (orange raises it, blue lowers it), and what the decoder makes of codes'
      + ' in which this unit moves from its low to its high edge while the others stay at their mean.'
    : 'Left: which inputs move a unit (orange raises it where brighter, blue lowers it). Right: what the decoder makes of codes in'
      + ' which this unit moves from its low to its high edge while the others stay at their mean.'));
  home.append(el('p', { class: 'soft' }, (part.units.length < part.of ? `The ${part.units.length} of ${part.of} units that vary most. ` : 'Units that vary most come first. ')
    + 'The edges leave out 1 % of the rows on each side; a unit that little moves is pale.' + omittedFeatures()));
  home.append(el('div', { class: isTable ? 'cards' : 'cards wide' }, ...part.units.map((unit, i) => el('article', { class: 'card' },
    el('h3', {}, 'Unit ' + unit.unit, el('span', { class: 'soft' }, ` ${short(unit.low, 3)} to ${short(unit.high, 3)}`
      + (unit.deviation === 0 ? ', never moves' : '')
      + (unit.byLabel != null ? `, the label explains ${percent(unit.byLabel)}` : ''))),
    isTable ? unitOfTable(unit, i, part.steps) : unitOfImages(unit, i, part.steps)))));
}

function unitOfImages(unit, i, steps) {
  return el('div', { class: 'pair' }, el('div', { class: 'picturebox' }, picture('gradients', i, 'what moves unit ' + unit.unit)),
    el('div', { class: 'grow nine' }, ...Array.from({ length: steps }, (_, s) =>
      picture('traversals', i * steps + s, `unit ${unit.unit}, step ${s + 1} of ${steps}`))));
}

// Of a table: the gradient as bars, then the features that the decoder moves, at the two edges.
function unitOfTable(unit, i, steps) {
  return el('div', {}, bars([{ sheet: 'gradients', index: i }], 'what moves unit ' + unit.unit),
    el('p', { class: 'soft' }, 'decoded at its low (blue) and high edge (amber):'),
    bars([{ sheet: 'traversals', index: i * steps }, { sheet: 'traversals', index: i * steps + steps - 1, fill: hue(1) }],
      `decoded at the edges of unit ${unit.unit}`));
}
