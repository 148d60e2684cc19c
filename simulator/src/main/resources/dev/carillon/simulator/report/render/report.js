// Draws the charts of a report from the JSON in the page. Everything else is there without it.
(function () {
  "use strict";
  const report = JSON.parse(document.getElementById("report-data").textContent);
  // Colours that people with any kind of colour vision tell apart (after Okabe and Ito), for light and for dark ground.
  const LIGHT = ["#0072b2", "#d55e00", "#00875f", "#b0588f", "#a67600", "#3d9bd1", "#6b7178", "#7a4a21"];
  const DARK = ["#5cb3ec", "#ff9259", "#3fc795", "#e59ac8", "#e8bb3f", "#a3d8f7", "#aab2b9", "#cf9f78"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const print = matchMedia("print");
  const charts = [];
  let printing = false;

  const isDark = () => dark.matches && !printing;
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = (index) => (isDark() ? DARK : LIGHT)[index % LIGHT.length];

  function thousands(value, digits) {
    return value.toLocaleString("en", { maximumFractionDigits: digits });
  }

  function short(value) {
    const size = Math.abs(value);
    for (const [factor, letter] of [[1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
      if (size >= factor * (letter === "k" ? 10 : 1)) return thousands(value / factor, 2) + " " + letter;
    }
    return size >= 10 ? thousands(value, 1) : Number(value.toPrecision(4)).toString();
  }

  function exact(value) {
    const size = Math.abs(value);
    return size >= 1000 ? thousands(value, 0) : size >= 10 ? thousands(value, 1) : Number(value.toPrecision(3)).toString();
  }

  function place(chart, value) {
    if (chart.x.unit !== "s" || value < 300) return exact(value) + (chart.x.unit ? " " + chart.x.unit : "");
    return clock(value);
  }

  function clock(seconds) {
    const whole = Math.round(seconds);
    const two = (n) => String(n).padStart(2, "0");
    const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60, s = whole % 60;
    return h ? h + ":" + two(m) + ":" + two(s) : m + ":" + two(s);
  }

  function markColour(kind) {
    return kind === "FAULT" ? css("--red") : css("--soft");
  }

  // Bands lie under the lines; edges and labels over them. A label that finds no room is left to the pointer and the table.
  function bands(chart) {
    return (u) => {
      const ctx = u.ctx, box = u.bbox;
      ctx.save();
      chart.marks.filter((mark) => mark.to > mark.from).forEach((mark, index) => {
        const from = Math.max(u.valToPos(mark.from, "x", true), box.left);
        const to = Math.min(u.valToPos(mark.to, "x", true), box.left + box.width);
        if (to <= from) return;
        ctx.globalAlpha = mark.kind === "FAULT" ? 0.12 : index % 2 ? 0.05 : 0.1;
        ctx.fillStyle = markColour(mark.kind);
        ctx.fillRect(from, box.top, to - from, box.height);
      });
      ctx.restore();
    };
  }

  const LABEL_ROWS = 3;
  const LABEL_HEIGHT = 15;

  function labels(chart) {
    return (u) => {
      const ctx = u.ctx, box = u.bbox, ratio = devicePixelRatio;
      const ends = new Array(LABEL_ROWS).fill(-Infinity);
      const texts = [];
      ctx.save();
      ctx.font = 11 * ratio + "px system-ui, sans-serif";
      ctx.textBaseline = "alphabetic";
      ctx.textAlign = "left";
      // From left to right, as each row is filled.
      for (const mark of [...chart.marks].sort((a, b) => a.from - b.from)) {
        const at = u.valToPos(mark.from, "x", true);
        const until = u.valToPos(mark.to, "x", true);
        const x = Math.max(at, box.left);
        if (until < box.left || at > box.left + box.width) continue;
        ctx.strokeStyle = markColour(mark.kind);
        ctx.lineWidth = ratio;
        ctx.setLineDash(mark.kind === "FAULT" ? [] : [3 * ratio, 3 * ratio]);
        const width = ctx.measureText(mark.label).width;
        const row = ends.findIndex((end) => x > end + 6 * ratio);
        const fits = row >= 0 && x + width < box.left + box.width + 8 * ratio;
        const top = box.top - (fits ? row * LABEL_HEIGHT + 3 : 0) * ratio;
        if (at >= box.left) {
          ctx.globalAlpha = 0.75;
          ctx.beginPath();
          ctx.moveTo(Math.round(at) + 0.5, top);
          ctx.lineTo(Math.round(at) + 0.5, box.top + box.height);
          ctx.stroke();
          ctx.globalAlpha = 1;
        }
        if (fits) {
          texts.push([mark, x + 3 * ratio, top - 3 * ratio, width]);
          ends[row] = x + width;
        }
      }
      // Last, over the lines, on a ground of their own.
      for (const [mark, x, y, width] of texts) {
        ctx.fillStyle = css("--card");
        ctx.fillRect(x - ratio, y - 10 * ratio, width + 2 * ratio, 13 * ratio);
        ctx.fillStyle = markColour(mark.kind);
        ctx.fillText(mark.label, x, y);
      }
      ctx.restore();
    };
  }

  function near(chart, u, value) {
    const pixels = (x) => u.valToPos(x, "x");
    const here = pixels(value);
    const close = chart.marks.filter((mark) => mark.to === mark.from
      ? Math.abs(pixels(mark.from) - here) < 6
      : mark.from <= value && value <= mark.to);
    return close.map((mark) => mark.label).join(" · ");
  }

  function axes(chart) {
    const grid = { stroke: css("--grid"), width: 1 };
    const common = { stroke: css("--soft"), grid, ticks: { ...grid, size: 4 }, font: "12px system-ui, sans-serif" };
    const label = (axis) => axis.name + (axis.unit ? ", " + axis.unit : "");
    return [
      {
        ...common,
        values: (u, splits) => splits.map((v) => v === null ? "" : chart.x.unit === "s" && u.scales.x.max >= 300 ? clock(v) : short(v)),
        space: 64,
        size: 30,
      },
      {
        ...common,
        values: (u, splits) => splits.map((v) => v === null ? "" : short(v)),
        size: (u, values) => Math.max(36, Math.max(...(values || [""]).map((v) => String(v).length)) * 7 + 14),
        space: 34,
      },
    ].map((axis, index) => ({ ...axis, caption: label(index ? chart.y : chart.x) }));
  }

  function range(axis) {
    if (axis.scale === "LOG") return undefined;
    return (u, min, max) => min === null ? [0, 1] : min >= 0 ? [0, max > 0 ? max * 1.08 : 1] : uPlot.rangeNum(min, max, 0.08, true);
  }

  function options(entry, width) {
    const chart = entry.chart;
    const marked = chart.marks.length > 0;
    const scale = (axis) => axis.scale === "LOG" ? { time: false, distr: 3, log: 10 } : { time: false };
    return {
      width,
      height: width < 520 ? 220 : 280,
      padding: [marked ? LABEL_ROWS * LABEL_HEIGHT + 6 : 10, 24, 0, 0],
      cursor: { sync: { key: "x " + chart.x.name, scales: ["x", null] }, drag: { x: true, y: false }, points: { size: 7 }, y: false },
      scales: { x: scale(chart.x), y: { ...scale(chart.y), range: range(chart.y) } },
      axes: axes(chart),
      legend: { markers: { width: 0, fill: (u, i) => u.series[i].stroke(u, i) } },
      series: [
        { label: chart.x.name, value: (u, v) => v === null ? "–" : place(chart, v) },
        ...chart.series.map((line, index) => ({
          label: line.name,
          stroke: colour(index),
          width: 2,
          dash: index < LIGHT.length ? undefined : [6, 4],
          points: { show: chart.places.length <= 24, size: 6, fill: colour(index) },
          spanGaps: false,
          show: entry.shown[index],
          value: (u, v) => v === null || v === undefined ? "–" : exact(v) + (chart.y.unit ? " " + chart.y.unit : ""),
        })),
      ],
      hooks: {
        drawClear: marked ? [bands(chart)] : [],
        draw: marked ? [labels(chart)] : [],
        setCursor: [(u) => {
          const at = u.cursor.left >= 0 ? u.posToVal(u.cursor.left, "x") : null;
          const what = at === null ? "" : near(chart, u, at);
          entry.readout.textContent = what ? place(chart, at) + ": " + what : entry.caption;
        }],
        setScale: [(u, key) => {
          if (key !== "x" || !entry.ready) return;
          const s = u.scales.x;
          entry.whole.hidden = s.min <= chart.places[0] && s.max >= chart.places[chart.places.length - 1];
        }],
        setSeries: [(u, index, change) => {
          if (index > 0 && change && "show" in change) entry.shown[index - 1] = change.show;
        }],
      },
    };
  }

  function numbers(axis, values) {
    return axis.scale === "LOG" ? values.map((v) => v > 0 ? v : null) : values;
  }

  function draw(entry) {
    const width = entry.drawing.clientWidth;
    if (entry.plot) entry.plot.destroy();
    entry.ready = false;
    const chart = entry.chart;
    const data = [chart.places, ...chart.series.map((line) => numbers(chart.y, line.values))];
    entry.plot = new uPlot(options(entry, width), data, entry.drawing);
    entry.ready = true;
    entry.drawing.querySelectorAll(".u-legend .u-series:not(:first-child) th").forEach((name) => {
      name.tabIndex = 0;
      name.title = "Show or hide this line";
      name.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          name.click();
        }
      });
    });
  }

  function whole(name) {
    charts.filter((entry) => entry.chart.x.name === name).forEach((entry) => {
      const places = entry.chart.places;
      entry.plot.setScale("x", { min: places[0], max: places[places.length - 1] });
    });
  }

  function element(name, parent, className) {
    const made = document.createElement(name);
    if (className) made.className = className;
    parent.appendChild(made);
    return made;
  }

  function begin(figure) {
    const chart = report.sections[Number(figure.dataset.section)];
    if (chart.places.length < 2) {
      element("p", figure, "note").textContent = "Too little was measured to draw a line.";
      return;
    }
    const entry = { chart, shown: chart.series.map(() => true), plot: null, ready: false };
    const unit = chart.y.unit ? ", " + chart.y.unit : "";
    entry.caption = chart.y.name + unit + (chart.y.scale === "LOG" ? ", logarithmic" : "") + "; along the bottom "
      + chart.x.name + (chart.x.unit && chart.x.unit !== "s" ? ", " + chart.x.unit : "");
    const bar = element("div", figure, "plotbar");
    entry.readout = element("span", bar);
    entry.readout.textContent = entry.caption;
    entry.whole = element("button", bar);
    entry.whole.type = "button";
    entry.whole.hidden = true;
    entry.whole.textContent = "Show all";
    entry.whole.addEventListener("click", () => whole(chart.x.name));
    entry.drawing = element("div", figure, "drawing");
    draw(entry);
    charts.push(entry);
    new ResizeObserver(() => {
      const width = entry.drawing.clientWidth;
      if (width && width !== entry.plot.width) entry.plot.setSize({ width, height: width < 520 ? 220 : 280 });
    }).observe(entry.drawing);
  }

  function redraw() {
    charts.forEach(draw);
  }

  document.querySelectorAll("figure.plot").forEach(begin);
  dark.addEventListener("change", redraw);
  // On paper: light colours, and what is folded is open.
  let closed = [];
  print.addEventListener("change", (event) => {
    printing = event.matches;
    if (printing) {
      closed = [...document.querySelectorAll(".violations details:not([open])")];
      closed.forEach((details) => { details.open = true; });
    } else {
      closed.forEach((details) => { details.open = false; });
    }
    redraw();
  });
})();
