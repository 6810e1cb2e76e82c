using System.Runtime.InteropServices;

namespace Healthcare.Local.Servers;

/// <summary>POSIX signals to a process by its id; a negative id names a process group.</summary>
public static partial class Signals
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    // The numbers of the stop signals differ between Linux and the BSD family.
    private static readonly int SigStop = OperatingSystem.IsMacOS() ? 17 : 19;
    private static readonly int SigContinue = OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>Freezes a process (SIGSTOP); false when there is none.</summary>
    public static bool Stop(int processId) => Send(processId, SigStop) == 0;

    /// <summary>Lets a frozen process go on (SIGCONT); false when there is none.</summary>
    public static bool Continue(int processId) => Send(processId, SigContinue) == 0;

    /// <summary>Ends a process without a word (SIGKILL); false when there is none.</summary>
    public static bool Kill(int processId) => Send(processId, SigKill) == 0;

    /// <summary>Asks a process to end (SIGTERM); false when there is none.</summary>
    public static bool Terminate(int processId) => Send(processId, SigTerm) == 0;

    /// <summary>Whether a process with this id exists.</summary>
    public static bool Exists(int processId) => Send(processId, 0) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Send(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    internal static bool IsRoot => !OperatingSystem.IsWindows() && EffectiveUser() == 0;
}
