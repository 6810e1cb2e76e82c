using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Healthcare.Local")]
