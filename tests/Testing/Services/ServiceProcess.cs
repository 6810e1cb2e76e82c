using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Healthcare.Testing.Services;

/// <summary>A service as it is run: a process of its own, started from what was built beside the tests, ended with them; everything it logs is kept.</summary>
public sealed partial class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private readonly Process running;
    private readonly ConcurrentQueue<string> heard;

    private ServiceProcess(Process process, ConcurrentQueue<string> lines, Uri address)
    {
        running = process;
        heard = lines;
        Address = address;
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    public Uri Address { get; }

    public int ProcessId => running.Id;

    /// <summary>Everything that it wrote so far.</summary>
    public IReadOnlyList<string> Log => [.. heard];

    /// <summary>Runs the verb <c>migrate</c> to its end.</summary>
    public static async Task MigrateAsync(ServiceSetup setup, CancellationToken cancel)
    {
        var lines = new ConcurrentQueue<string>();
        using var process = Start(setup, ["migrate"], lines);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{setup.Service} migrate ended with {process.ExitCode}:\n{string.Join('\n', lines)}");
    }

    /// <summary>Starts the service and waits until it says that it is ready.</summary>
    public static async Task<ServiceProcess> StartAsync(ServiceSetup setup, CancellationToken cancel)
    {
        var lines = new ConcurrentQueue<string>();
        var process = Start(setup, [], lines);
        try
        {
            Uri? address = null;
            await UntilAsync(() => Task.FromResult((address = AddressIn(lines)) is not null), process, lines, cancel);
            var service = new ServiceProcess(process, lines, address ?? throw new InvalidOperationException("No address."));
            await UntilAsync(service.IsReadyAsync, process, lines, cancel);
            return service;
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    /// <summary>The most memory that the process ever had resident, in bytes (Linux).</summary>
    public long MostMemory()
    {
        var line = File.ReadLines($"/proc/{running.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }

    public async Task<ServiceAnswer> SendAsync(
        HttpMethod method, string path, string? token, CancellationToken cancel, HttpContent? content = null, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        headers?.Invoke(request.Headers);
        using var response = await Client.SendAsync(request, cancel);
        return new ServiceAnswer(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(cancel),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await EndAsync(running);
    }

    private static Process Start(ServiceSetup setup, string[] arguments, ConcurrentQueue<string> lines)
    {
        var program = Program(setup);
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(program) ?? Repository.Root,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_ENVIRONMENT"] = "Test";
        start.Environment["DOTNET_gcServer"] = "0";
        foreach (var (name, value) in setup.Settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{setup.Service} does not start.");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill(process);
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Keep(string? line)
        {
            if (line is not null) lines.Enqueue(line);
        }
    }

    private static string Program(ServiceSetup setup)
    {
        // The tests' own folder tells which configuration was built: …/bin/Debug/net10.0/.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Repository.PathOf("services", setup.Service, "bin", framework.Parent?.Name ?? "Debug", framework.Name, $"{setup.Assembly}.dll");
        return File.Exists(program) ? program : throw new FileNotFoundException($"{setup.Service} was not built.", program);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, Process process, ConcurrentQueue<string> lines, CancellationToken cancel)
    {
        var from = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (process.HasExited || TimeProvider.System.GetElapsedTime(from) > ReadyWithin) throw new InvalidOperationException($"The service is not ready:\n{string.Join('\n', lines)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
        }
    }

    private static Uri? AddressIn(ConcurrentQueue<string> lines) =>
        lines.Select(l => Listening().Match(l)).FirstOrDefault(m => m.Success) is { } match ? new Uri(match.Groups["address"].Value) : null;

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task EndAsync(Process process)
    {
        Kill(process);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    [GeneratedRegex(@"Now listening on: (?<address>http://[0-9.:]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}

/// <summary>An answer, read to its end.</summary>
public sealed record ServiceAnswer(int Status, byte[] Bytes, string? MediaType, IReadOnlyDictionary<string, string> Headers)
{
    public string Body => System.Text.Encoding.UTF8.GetString(Bytes);

    public System.Text.Json.JsonElement Json => System.Text.Json.JsonElement.Parse(Bytes);

    /// <summary>The stable code of a problem, or of the first issue of an OperationOutcome.</summary>
    public string? Code => Json.TryGetProperty("code", out var code)
        ? code.GetString()
        : Json.GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString();
}
