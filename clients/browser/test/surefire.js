// Reports as Maven's Surefire does, for what counts the results of the build.

const escaped = text => text.replace(/[<>&"\u0000-\u001f]/g, character => `&#${Math.max(9, character.charCodeAt(0))};`);

export default async function* surefire(events) {
  const cases = [];
  let failures = 0;
  let skipped = 0;
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const outcome = type === "test:fail" ? `<failure>${escaped(String(data.details.error?.cause ?? "failed"))}</failure>`
      : data.skip === undefined ? "" : "<skipped/>";
    failures += type === "test:fail";
    skipped += outcome === "<skipped/>";
    const seconds = (data.details.duration_ms / 1000).toFixed(3);
    cases.push(`  <testcase classname="sluice.js" name="${escaped(data.name)}" time="${seconds}">${outcome}</testcase>\n`);
  }
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuite name="sluice.js" tests="${cases.length}" errors="0" skipped="${skipped}" failures="${failures}">\n`;
  yield* cases;
  yield "</testsuite>\n";
}
