/// How the page looks, light and dark, and the few lines that open the evidence behind a box.
enum MapStyle {
    static let css = """
        :root {
          --paper: #ffffff; --ink: #1d2429; --faint: #5b6770; --line: #d5dbe0; --box: #f6f8f9; --code: #f1f4f6;
          --breaks: #c62828; --blocks: #b86200; --reads: #2f6fab; --writes: #2e7d4f; --fires: #7b3fa0;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14191d; --ink: #e6eaed; --faint: #98a5ae; --line: #333d45; --box: #1d252b; --code: #1a2127;
            --breaks: #ff7a70; --blocks: #f0a24a; --reads: #7db4e8; --writes: #6cc793; --fires: #c79be6;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        header, section { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
        header { padding-top: 24px; }
        h1 { margin: 0; font-size: 26px; overflow-wrap: anywhere; }
        h2 { margin: 28px 0 10px; font-size: 18px; }
        .facts { margin: 2px 0; color: var(--faint); overflow-wrap: anywhere; }
        .legend { display: flex; flex-wrap: wrap; gap: 6px 18px; padding: 0; margin: 14px 0 4px; list-style: none; }
        .legend li { border-left: 5px solid currentColor; padding-left: 8px; }
        .breaks { color: var(--breaks); } .blocks { color: var(--blocks); } .reads { color: var(--reads); }
        .writes { color: var(--writes); } .fires { color: var(--fires); }
        .graph { max-width: 1800px; margin: 12px auto; padding: 0 20px; text-align: center; }
        .graph svg { max-width: 100%; height: auto; }
        svg text { fill: var(--ink); font-family: inherit; }
        svg .kind { font-size: 11.5px; fill: var(--faint); }
        svg .name { font-size: 13px; font-weight: 600; }
        svg .subject .name { font-size: 16px; }
        svg rect { fill: var(--box); stroke: var(--line); }
        svg .subject rect { stroke: var(--ink); stroke-width: 2; }
        svg .mark { fill: currentColor; stroke: none; }
        svg .node { cursor: pointer; text-decoration: none; }
        svg .node:hover rect, svg .node:focus rect { stroke: currentColor; }
        svg .edge { fill: none; stroke: currentColor; stroke-width: 1.4; opacity: .55; }
        svg .rail { fill: none; stroke: var(--line); stroke-width: 1.4; }
        svg .likely.edge, svg .likely rect:first-of-type { stroke-dasharray: 5 4; }
        svg.narrow { display: none; }
        @media (max-width: 820px) { svg.wide { display: none; } svg.narrow { display: inline; } }
        details { border: 1px solid var(--line); border-left: 5px solid currentColor; border-radius: 6px; margin: 6px 0; padding: 6px 12px; }
        details:target { outline: 2px solid currentColor; }
        details > * { color: var(--ink); }
        details em { font-style: normal; font-weight: 600; }
        details em.breaks { color: var(--breaks); } details em.blocks { color: var(--blocks); }
        details em.reads { color: var(--reads); } details em.writes { color: var(--writes); }
        details em.fires { color: var(--fires); }
        summary { cursor: pointer; overflow-wrap: anywhere; }
        summary .kind { color: var(--faint); }
        details p { margin: 6px 0; overflow-wrap: anywhere; }
        .remedy::before { content: "→ "; }
        .place { color: var(--faint); font-size: 13px; }
        pre { background: var(--code); padding: 10px 12px; border-radius: 6px; overflow-x: auto; margin: 6px 0; font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
        .unseen { padding-left: 20px; } section:last-child { padding-bottom: 40px; }
        """

    static let script = """
        function show() {
          var found = document.getElementById(location.hash.slice(1));
          if (found && found.tagName === "DETAILS") { found.open = true; found.scrollIntoView({ block: "center" }); }
        }
        addEventListener("hashchange", show);
        show();
        """
}
