// Draws a target's figures over time. The table beneath holds the same numbers: without this
// script, or without the chart library, nothing is missing.
"use strict";
(() => {
  const box = document.querySelector("[data-chart]");
  if (!box) return;
  const told = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const unit = told.percent ? " %" : "";
  // Of one unit's answers, 1 and 0 stand for the words.
  const written = (value) =>
    told.answers ? (value ? "Có" : "Không") :
    value.toLocaleString("vi-VN", { minimumFractionDigits: told.percent ? 1 : 0, maximumFractionDigits: told.percent ? 1 : 2 }) + unit;

  const asked = [...new Set(told.asked.filter((words, place) => told.levels[place] !== null))];

  // What the dashed line is, above the lines: beside them it would stand among the figures.
  function key() {
    const words = document.createElement("p");
    words.className = "small soft";
    words.textContent = "┄┄ " + (asked.length === 1 ? "phải đạt " + asked[0] : "mức phải đạt");
    box.before(words);
  }

  function options() {
    const ink = colour("--ink"), soft = colour("--ink-soft"), accent = colour("--accent");
    const text = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
    const room = Math.max(1, Math.floor((box.clientWidth - 110) / 110));
    const last = told.values.reduce((found, value, place) => (value === null ? found : place), -1);
    const changes = (place) => asked.length > 1 && told.levels[place] !== null && told.asked[place] !== told.asked[place - 1];
    const most = Math.max(0, ...told.values, ...told.levels);
    // Labels of a figure and of the level that it misses stand on either side of the two lines.
    const under = (place) => told.levels[place] !== null && told.values[place] < told.levels[place];
    const points = told.values.map((value, place) => ({
      value,
      symbol: told.provisional[place] ? "emptyCircle" : "circle",
      label: {
        position: under(place) ? "bottom" : "top",
        show: value !== null && (told.values.length <= room || place === last),
        formatter: () => written(value) + (told.provisional[place] ? " (tạm tính)" : ""),
      },
    }));
    const levels = told.levels.map((value, place) => ({
      value,
      symbolSize: 0.1,
      label: { show: changes(place), align: "left", position: under(place) ? "top" : "bottom", formatter: () => told.asked[place] },
    }));
    return {
      animation: false,
      textStyle: text,
      grid: { left: 12, right: 56, top: 32, bottom: 8, containLabel: true },
      xAxis: {
        type: "category",
        data: told.labels,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: soft } },
        axisLabel: { color: ink, hideOverlap: true },
      },
      yAxis: {
        type: "value",
        min: 0,
        max: told.answers ? 1 : told.percent && most > 50 ? 100 : undefined,
        interval: told.answers ? 1 : told.percent && most > 50 ? 25 : undefined,
        splitNumber: 4,
        splitLine: { lineStyle: { color: colour("--rule") } },
        axisLabel: { color: soft, formatter: (value) => told.answers ? written(value) : value.toLocaleString("vi-VN") + unit },
      },
      series: [
        {
          type: "line",
          data: levels,
          step: "middle",
          symbol: "circle",
          lineStyle: { color: soft, type: "dashed", width: 1.5 },
          label: { color: soft, ...text },
          itemStyle: { color: soft },
          silent: true,
        },
        {
          type: "line",
          data: points,
          symbolSize: 9,
          lineStyle: { color: accent, width: 2 },
          itemStyle: { color: accent },
          label: { color: ink, ...text },
          silent: true,
        },
      ],
    };
  }

  function draw() {
    const chart = window.echarts.init(box, null, { devicePixelRatio: Math.max(2, window.devicePixelRatio) });
    const fit = () => {
      chart.resize();
      chart.setOption(options(), true);
    };
    chart.setOption(options());
    if (asked.length) key();
    window.addEventListener("resize", fit);
    window.addEventListener("beforeprint", fit);
    window.addEventListener("afterprint", fit);
    box.dataset.drawn = "yes";
  }

  box.hidden = false;
  const library = document.createElement("script");
  library.src = box.dataset.library;
  library.addEventListener("load", draw);
  library.addEventListener("error", () => { box.hidden = true; });
  document.head.append(library);
})();
