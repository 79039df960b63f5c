/** One line of JSON for each test, which is what the .NET side counts. */
export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const error = data.details?.error;
    const failure = type === 'test:fail' ? String(error?.cause?.stack ?? error?.message ?? 'It failed.') : undefined;
    yield `${JSON.stringify({ name: data.name, failure })}\n`;
  }
}
