'use strict';
// What all sections use: the data, small makers of elements, numbers in words, colours and the theme.
// Text from data goes into the page as text nodes only; nothing here builds HTML from strings.
const DATA = JSON.parse(document.getElementById('data').textContent);
const problems = [];
window.addEventListener('error', e => problems.push('error: ' + e.message));
window.addEventListener('unhandledrejection', e => problems.push('rejection: ' + e.reason));
document.addEventListener('securitypolicyviolation', e => problems.push('request: ' + e.blockedURI));
const consoleError = console.error;
console.error = (...what) => { problems.push('console: ' + what.join(' ')); consoleError(...what); };

function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith('on')) {
      node.addEventListener(key.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(key, value === true ? '' : value);
    }
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

function svg(name, attributes, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes || {})) {
    node.setAttribute(key, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

const section = id => document.getElementById(id);
const whole = value => Number(value).toLocaleString('en-US');
const percent = (share, digits = 0) => (100 * share).toFixed(digits) + ' %';

function short(value, digits = 4) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential(2) : String(+value.toPrecision(digits));
}

function duration(seconds) {
  return seconds < 60 ? short(seconds, 2) + ' s' : Math.floor(seconds / 60) + ' min ' + Math.round(seconds % 60) + ' s';
}

function clipped(text, most) {
  return text.length > most ? text.slice(0, most - 1) + '…' : text;
}

const classes = DATA.head.classes;
const labelName = code => classes ? classes[code] : '';

// Okabe and Ito's colours, which people with any colour vision tell apart, with two more of other lightness.
const PALETTE = {
  light: ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#56b4e9', '#cc79a7', '#c9b800', '#000000', '#882255', '#888888'],
  dark: ['#4aa3df', '#e69f00', '#1fc49a', '#f0743a', '#8fd0f7', '#e39ac4', '#f0e442', '#f2f2f2', '#c2588c', '#9a9a9a'],
};
const SYMBOLS = ['circle', 'triangle', 'rect', 'diamond', 'pin'];
// Cividis, sampled: lightness rises evenly, and it looks the same with and without red and green.
const CIVIDIS = ['#00224e', '#123570', '#3b496c', '#575d6d', '#707173', '#8a8678', '#a59c74', '#c3b369', '#e1cc55', '#fee838'];

let theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
const redraws = [];
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const hue = i => PALETTE[theme][i % PALETTE[theme].length];

function setTheme(name) {
  theme = name;
  document.documentElement.dataset.theme = name;
  const button = document.getElementById('theme');
  button.textContent = name === 'dark' ? 'Light' : 'Dark';
  redraws.forEach(draw => draw());
}

// A chart that is drawn anew when the theme changes, and fits itself to the window. `title` is read to those who see nothing.
const charts = [];
function chart(holder, options, title) {
  const made = echarts.init(holder, null, { renderer: 'canvas' });
  holder.setAttribute('role', 'img');
  holder.setAttribute('aria-label', title);
  const draw = () => made.setOption(options(), true);
  draw();
  redraws.push(draw);
  charts.push({ chart: made, title, draw });
  new ResizeObserver(() => made.resize()).observe(holder);
  return { chart: made, draw };
}

function axis(type, name, more) {
  return Object.assign({
    type, name, nameLocation: 'middle', nameGap: type === 'category' ? 26 : 30,
    axisLine: { lineStyle: { color: colour('--soft') } }, axisLabel: { color: colour('--soft') },
    nameTextStyle: { color: colour('--soft') }, splitLine: { lineStyle: { color: colour('--line') } },
  }, more);
}

// Tooltips are elements, not strings of HTML: what they say may come from data.
function tooltip(formatter, more) {
  return Object.assign({
    confine: true, backgroundColor: '#ffffff', borderColor: '#888888', formatter, transitionDuration: 0,
  }, more);
}

function lines(...texts) {
  return el('div', { class: 'tip' }, ...texts.filter(text => text !== null).map(text => el('div', {}, text)));
}

// Buttons of which one is pressed.
function choice(label, names, chosen, act) {
  const buttons = names.map(([key, text]) => el('button', {
    type: 'button', 'aria-pressed': String(key === chosen), 'data-key': key,
    onclick: () => {
      buttons.forEach(button => button.setAttribute('aria-pressed', String(button.dataset.key === key)));
      act(key);
    },
  }, text));
  return el('div', { class: 'buttons', role: 'group', 'aria-label': label }, el('span', {}, label), ...buttons);
}

function missing(id, part) {
  if (part && !part.missing) {
    return false;
  }
  section(id).append(el('p', { class: 'note' }, part ? part.missing : 'There is nothing to show here.'));
  return true;
}
