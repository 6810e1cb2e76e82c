namespace Healthcare.Local.Servers;

/// <summary>Installs a server with apt-get and starts nothing: no system cluster and no system broker appears beside the ones that were there.</summary>
internal static class Installation
{
    // Debian starts what it installs; policy-rc.d is its own way to forbid that, and createcluster.d to make no cluster.
    // Both are put back as they were, however the installation ends.
    private const string Script = """
        set -u
        export DEBIAN_FRONTEND=noninteractive
        policy=/usr/sbin/policy-rc.d
        cluster=/etc/postgresql-common/createcluster.d/healthcare.conf
        made_policy= made_cluster= made_folder=
        put_back() {
          [ -z "$made_policy" ] || rm -f "$policy"
          [ -z "$made_cluster" ] || rm -f "$cluster"
          [ -z "$made_folder" ] || rmdir "${cluster%/*}" 2>/dev/null
          # What was not here before must not start with the machine either.
          systemctl disable "$1" 2>/dev/null
        }
        trap 'put_back "$1"' EXIT
        trap 'exit 1' INT HUP TERM
        if [ ! -e "$policy" ]; then made_policy=1; printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod 755 "$policy"; fi
        if [ ! -e "$cluster" ]; then made_cluster=1; [ -d "${cluster%/*}" ] || made_folder=1; mkdir -p "${cluster%/*}"; echo 'create_main_cluster = false' >"$cluster"; fi
        wait_for_lock='-o DPkg::Lock::Timeout=300'
        install() { apt-get $wait_for_lock install -y -q --no-install-recommends "$1" </dev/null; }
        install "$1" || { apt-get $wait_for_lock update -q && install "$1"; }
        """;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);

    /// <summary>Null once the package is there, else why it is not.</summary>
    internal static async Task<string?> InstallAsync(string package, Func<bool> isThere, ServerOptions options, CancellationToken cancel)
    {
        if (!options.MayInstall) return "installing is switched off";
        if (!OperatingSystem.IsLinux() || Command.Find("apt-get") is null) return "there is no apt-get to install it with";
        string[] privileged = Signals.IsRoot ? [] : ["sudo", "-n"];
        if (!Signals.IsRoot && !(await Command.RunAsync(["sudo", "-n", "true"], TimeSpan.FromSeconds(10), cancel)).Ok)
            return "apt-get needs root or a sudo that asks for no password";

        using var held = await MachineLock.TakeAsync("install", cancel);
        if (isThere()) return null;
        options.Progress($"Installing {package} with apt-get.");
        var installed = await Command.RunAsync([.. privileged, "sh", "-c", Script, "install", package], Bound, cancel);
        return isThere() ? null : $"apt-get install {package} ended with {installed.ExitCode}: {installed.Tail}";
    }
}
