// Rows as pictures or bars, out of sheets: a sheet is a grey PNG with a cell a row, whose bytes are read once.
const isTable = DATA.look.kind === 'table';
const sheets = {};

function loadSheet(name) {
  const sheet = DATA.sheets[name];
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      const canvas = el('canvas', { width: image.width, height: image.height });
      const context = canvas.getContext('2d', { willReadFrequently: true });
      context.drawImage(image, 0, 0);
      const rgba = context.getImageData(0, 0, image.width, image.height).data;
      const bytes = new Uint8Array(rgba.length / 4);
      for (let i = 0; i < bytes.length; i++) {
        bytes[i] = rgba[4 * i];
      }
      sheets[name] = Object.assign({ bytes, pitch: image.width }, sheet);
      resolve();
    };
    image.onerror = () => reject(new Error('the sheet ' + name + ' is no picture'));
    image.src = sheet.png;
  });
}

// The bytes of a cell, line after line.
function cell(sheet, index) {
  const { width, height, across, pitch, bytes } = sheet;
  const at = Math.floor(index / across) * height * pitch + (index % across) * width;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    out.set(bytes.subarray(at + y * pitch, at + y * pitch + width), y * width);
  }
  return out;
}

const valueOf = (sheet, byte) => sheet.low + byte / 255 * (sheet.high - sheet.low);

// Around zero: blue below, orange above, white between. The same in light and dark, as pictures are.
function diverging(byte) {
  const t = Math.max(-1, Math.min(1, (byte - 127) / 127));
  const away = Math.abs(t) ** .7; // small differences show, too
  const end = t < 0 ? [0, 100, 190] : [213, 94, 0];
  return end.map(c => Math.round(255 + away * (c - 255)));
}

function picture(name, index, words) {
  const sheet = sheets[name];
  const canvas = el('canvas', { class: 'picture', width: sheet.width, height: sheet.height, role: 'img', 'aria-label': words });
  const context = canvas.getContext('2d');
  const image = context.createImageData(sheet.width, sheet.height);
  cell(sheet, index).forEach((byte, i) => {
    const rgb = sheet.signed ? diverging(byte) : [byte, byte, byte];
    image.data.set([rgb[0], rgb[1], rgb[2], 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

// Bars, a line a feature; of several series they lie below each other. Signed values begin in the middle.
function bars(series, words, compact) {
  const names = DATA.look.features;
  const first = sheets[series[0].sheet];
  const thick = compact ? 5 : series.length > 1 ? 5 : 8;
  const lineHeight = compact ? thick * series.length + 4 : Math.max(13, thick * series.length + 3);
  const left = compact ? 0 : 118;
  const right = 300;
  const root = svg('svg', { class: 'bars', viewBox: `0 0 ${right} ${names.length * lineHeight}`, role: 'img', 'aria-label': words });
  const zero = (0 - first.low) / (first.high - first.low);
  names.forEach((name, j) => {
    const y = j * lineHeight;
    if (!compact) {
      root.append(svg('text', { x: left - 5, y: y + lineHeight / 2 + 4, 'text-anchor': 'end' }, clipped(name, 19)));
    }
    series.forEach((one, s) => {
      const sheet = sheets[one.sheet];
      const share = cell(sheet, one.index)[j] / 255;
      const x0 = left + Math.min(share, zero) * (right - left);
      const fill = sheet.signed ? (share < zero ? 'rgb(0,114,178)' : 'rgb(213,94,0)') : one.fill || hue(0);
      root.append(svg('rect', { x: x0, y: y + 1 + s * thick, height: thick - 1, fill,
        width: Math.max(1, Math.abs(share - zero) * (right - left)) },
        svg('title', {}, `${name}: ${short(valueOf(sheet, 255 * share), 3)}`)));
    });
  });
  return root;
}

// A row by itself, as a picture or as bars.
const figure = (name, index, words, compact) =>
  isTable ? bars([{ sheet: name, index }], words, compact) : picture(name, index, words);

// A row, what the model makes of it, and the difference.
function triple(names, index, words) {
  if (isTable) {
    return [bars([{ sheet: names[0], index }, { sheet: names[1], index, fill: hue(1) }], words)];
  }
  return [picture(names[0], index, words), picture(names[1], index, words + ', restored'),
    picture(names[2], index, words + ', difference')];
}

const rowWords = row => 'row ' + row.row + (classes ? ' · ' + labelName(row.label) : '');

function tripleLegend(side) {
  return el('p', { class: 'soft' }, isTable
    ? 'Of each pair of bars the upper one (blue) is the row, the lower one (amber) what the model restores, on the'
      + ' scale that the network sees.' + omittedFeatures()
    : `From ${side}: the row, what the model restores from its code, and the difference: orange where the restored one`
      + ' is brighter, blue where it is darker.');
}

function omittedFeatures() {
  const shown = DATA.look.features.length;
  return isTable && shown < DATA.look.all ? ` The ${shown} of ${whole(DATA.look.all)} features that vary most are shown.` : '';
}
