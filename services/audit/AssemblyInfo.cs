using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Healthcare.Audit.Tests")]
[assembly: InternalsVisibleTo("Healthcare.Benchmarks")]
