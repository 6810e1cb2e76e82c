using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Healthcare.Authorization.Tests")]
