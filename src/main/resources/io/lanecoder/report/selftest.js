// With #selftest behind the file's name the page tries itself and writes what it found into an element `verdict`, for a test to read.
async function selftest() {
  await ready;
  const verdict = { sections: {}, charts: {}, problems };
  const frame = () => new Promise(resolve => setTimeout(resolve, 60));
  await frame();
  for (const id of Object.keys(DRAWN)) {
    verdict.sections[id] = { elements: section(id).querySelectorAll('*').length - 1, missing: section(id).querySelectorAll('.note').length,
      pictures: section(id).querySelectorAll('canvas.picture, svg.bars').length };
  }
  const colours = holder => {
    const canvas = holder.querySelector('canvas');
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const found = new Map();
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 200) {
        const key = (data[i] << 16) + (data[i + 1] << 8) + data[i + 2];
        found.set(key, (found.get(key) || 0) + 1);
      }
    }
    return found;
  };
  for (const one of charts) {
    verdict.charts[one.title] = [...colours(one.chart.getDom()).values()].reduce((a, b) => a + b, 0);
  }
  const holder = document.getElementById('map-chart');
  if (holder) {
    const map = echarts.getInstanceByDom(holder);
    // the picture itself: label and cluster may use the same colours for as many marks
    const used = () => holder.querySelector('canvas').toDataURL();
    const seen = new Set();
    verdict.mapButtons = [];
    for (const button of section('map').querySelectorAll('.buttons [data-key]')) {
      button.click();
      await frame();
      seen.add(used());
      verdict.mapButtons.push(button.dataset.key);
    }
    verdict.mapColourings = seen.size;
    const [x, y] = map.convertToPixel({ seriesIndex: 0 }, map.getOption().series[0].data[0].slice(0, 2));
    const box = holder.getBoundingClientRect();
    for (const type of ['mousemove', 'mousemove']) {
      holder.querySelector('canvas').dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: box.left + x, clientY: box.top + y }));
      await frame();
    }
    const tip = holder.querySelector('.tip');
    verdict.hover = tip ? tip.textContent : '';
    verdict.hoverPictures = tip ? tip.querySelectorAll('canvas.picture, svg.bars').length : 0;
    map.dispatchAction({ type: 'hideTip' });
    await frame();
    const texts = new Set();
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowRight']) {
      holder.dispatchEvent(new KeyboardEvent('keydown', { key }));
      await frame();
      texts.add(holder.querySelector('.tip')?.textContent);
    }
    verdict.walked = texts.size;
    section('map').querySelector('[aria-label="zoom in"]').click();
    await frame();
    verdict.zoomed = map.getOption().dataZoom[0].end - map.getOption().dataZoom[0].start;
  }
  const ground = () => getComputedStyle(document.body).backgroundColor;
  const before = ground();
  document.getElementById('theme').click();
  await frame();
  verdict.themeSwitched = ground() !== before;
  const scale = section('curves').querySelector('[data-key="value"]');
  if (scale) {
    scale.click();
  }
  await frame();
  verdict.scriptsInData = [...document.querySelectorAll('main script, main img, main iframe')].length;
  verdict.requests = performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith('data:'));
  document.body.append(el('pre', { id: 'verdict' }, JSON.stringify(verdict)));
}
if (location.hash === '#selftest') {
  selftest().catch(e => document.body.append(el('pre', { id: 'verdict' }, JSON.stringify({ failed: String(e.stack), problems }))));
}
const params = new URLSearchParams(location.hash.slice(1));
if (params.has('theme')) {
  setTheme(params.get('theme') === 'dark' ? 'dark' : 'light');
}
