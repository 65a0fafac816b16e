/// How the page looks, light and dark.
enum RehearsalStyle {
    static let css = """
        :root {
          --paper: #ffffff; --ink: #1d2429; --faint: #5b6770; --line: #d5dbe0; --band: #f1f5f7; --wait: #2f6fab;
          --good: #2e7d4f; --bad: #c62828; --warn: #b86200;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14191d; --ink: #e6eaed; --faint: #98a5ae; --line: #333d45; --band: #1b2329; --wait: #7db4e8;
            --good: #6cc793; --bad: #ff7a70; --warn: #f0a24a;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        header, section { max-width: 1200px; margin: 0 auto; padding: 0 20px; }
        header { display: flex; gap: 24px; padding-top: 28px; align-items: flex-start; }
        .verdict { margin: 0; padding: 10px 22px; border-radius: 8px; font-size: 34px; font-weight: 700; line-height: 1.2; border: 3px solid currentColor; }
        .yes .verdict { color: var(--good); } .no .verdict { color: var(--bad); }
        h1 { margin: 0; font-size: 26px; overflow-wrap: anywhere; }
        h2 { margin: 30px 0 8px; font-size: 18px; }
        .facts { margin: 2px 0; color: var(--faint); overflow-wrap: anywhere; }
        .reasons { margin: 10px 0 0; padding-left: 20px; overflow-wrap: anywhere; }
        .failures { color: var(--bad); overflow-wrap: anywhere; }
        figure { margin: 14px 0; }
        figcaption { overflow-wrap: anywhere; }
        figure svg { width: 100%; height: auto; display: block; }
        .narrow { display: none; }
        svg text { font: 11.5px system-ui, "DejaVu Sans", sans-serif; fill: var(--faint); }
        svg .phase { fill: var(--ink); }
        svg .band0 { fill: var(--band); } svg .band1 { fill: none; }
        svg .grid { stroke: var(--line); stroke-width: 1; }
        svg .wait { fill: var(--wait); stroke: var(--wait); stroke-width: 1; fill-opacity: .45; stroke-linejoin: round; }
        svg line.limit { stroke: var(--warn); stroke-width: 1.5; stroke-dasharray: 6 4; }
        svg text.limit { fill: var(--warn); }
        svg .error { fill: var(--bad); }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: 4px 18px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { color: var(--faint); font-weight: 600; white-space: nowrap; }
        .short { white-space: nowrap; }
        section:last-child { padding-bottom: 40px; }
        @media (max-width: 700px) {
          header { flex-direction: column; gap: 12px; }
          .wide { display: none; } .narrow { display: block; }
          th, td { padding-right: 10px; }
          .reasons, section ul { padding-left: 18px; }
        }
        """
}
