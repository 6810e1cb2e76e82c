using System.Globalization;
using Healthcare.Fuzz;
using Healthcare.Fuzz.Fhir;
using Healthcare.Fuzz.Hl7v2;
using Healthcare.Fuzz.X12;

// A codec plugs in here: its name, its seeds, and what must hold for any bytes.
IReadOnlyDictionary<string, Func<Codec>> codecs = new Dictionary<string, Func<Codec>>(StringComparer.Ordinal)
{
    ["x12"] = () => new X12Codec(),
    ["hl7v2"] = () => new Hl7Codec(),
    ["fhir"] = () => new FhirCodec(),
};

if (args is not [var name, .. var options] || !codecs.TryGetValue(name, out var make))
{
    await Console.Out.WriteLineAsync($"dotnet run -c Release --project tests/Fuzz -- {string.Join('|', codecs.Keys)} [--seconds N] [--seed N] [--only ITERATION]");
    return 2;
}

var seed = Option("--seed") ?? (ulong)Random.Shared.NextInt64();
var seconds = (int)(Option("--seconds") ?? 60);
if (options.Contains("--child")) return new Fuzzing(make(), seed, Console.Out).Run(TimeSpan.FromSeconds(seconds), (long?)Option("--only"));
return await Supervisor.RunAsync(name, seed, seconds, Option("--only"), Console.Out);

ulong? Option(string option) =>
    Array.IndexOf(options, option) is >= 0 and var at && at + 1 < options.Length ? ulong.Parse(options[at + 1], CultureInfo.InvariantCulture) : null;
