// Draws the page, once the sheets are read.
document.documentElement.dataset.theme = theme;
document.body.classList.add(isTable ? 'table' : 'image');
document.getElementById('theme').addEventListener('click', () => setTheme(theme === 'dark' ? 'light' : 'dark'));
setTheme(theme);

const DRAWN = { head: drawHead, curves: drawCurves, reconstructions: drawReconstructions, map: drawMap,
  clusters: drawClusters, anomalies: drawAnomalies, latent: drawLatent };

const ready = Promise.all(Object.keys(DATA.sheets).map(loadSheet)).then(() => {
  for (const [id, draw] of Object.entries(DRAWN)) {
    try {
      draw();
    } catch (e) { // one section that fails leaves the others
      problems.push(id + ': ' + e.stack);
      section(id).append(el('p', { class: 'note' }, 'This section could not be drawn: ' + e.message));
    }
  }
  // Paper is white.
  let before = theme;
  addEventListener('beforeprint', () => {
    before = theme;
    setTheme('light');
    charts.forEach(one => one.chart.resize());
  });
  addEventListener('afterprint', () => setTheme(before));
});
