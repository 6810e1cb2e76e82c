using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;

namespace Healthcare.Handoffs;

/// <summary>Drops a mail as a file (RFC 5322), named by the notification's id, so that a repetition after a crash replaces it with itself.</summary>
internal sealed class MailFolder(IOptions<NotificationOptions> options) : INotifications
{
    public string Channel => "e-mail";

    public async Task DeliverAsync(NotificationContent content, CancellationToken cancel)
    {
        var folder = options.Value.Folder ?? throw new InvalidOperationException("Notifications:Folder is not configured.");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{content.Id:D}.eml");
        var written = $"{path}.part";
        await File.WriteAllTextAsync(written, Mail(content), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancel);
        File.Move(written, path, overwrite: true);
    }

    private string Mail(NotificationContent content)
    {
        var domain = options.Value.Domain;
        var to = options.Value.Addresses.GetValueOrDefault(content.Role, $"{content.Role}@{domain}");
        string[] head =
        [
            $"Date: {content.At.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000",
            $"From: handoffs@{domain}",
            $"To: {to}",
            $"Message-ID: <{content.Id:D}@{domain}>",
            $"Subject: {content.Subject}",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 7bit",
        ];
        return string.Join("\r\n", [.. head, "", .. content.Lines, ""]);
    }
}
