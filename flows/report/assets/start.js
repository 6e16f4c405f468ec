"use strict";
// Draws the page, again at each change of language, theme or address.
(() => {
  theme(stored("theme"));
  const main = document.getElementById("main");
  const draw = () => {
    frame(draw);
    main.replaceChildren();
    hoptac.pages[document.body.dataset.page](main);
    document.body.dataset.drawn = "yes";
  };
  addEventListener("hashchange", draw);
  draw();
})();
