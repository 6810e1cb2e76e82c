using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Healthcare.Gateway.Tests")]
