using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Healthcare.Platform.Tests")]
