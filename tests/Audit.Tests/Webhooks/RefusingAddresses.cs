using System.Net;
using Healthcare.Audit.Webhooks;

namespace Healthcare.Audit.Tests.Webhooks;

/// <summary>Nobody makes this service knock at doors inside.</summary>
public sealed class RefusingAddresses
{
    [TestCase("http://hooks.northside.example/")]
    [TestCase("ftp://hooks.northside.example/")]
    [TestCase("//hooks.northside.example/")]
    [TestCase("/cases")]
    [TestCase("https://user:pass@hooks.northside.example/")]
    [TestCase("https://hooks.northside.example/#part")]
    [TestCase("https://10.0.0.7/")]
    [TestCase("https://192.168.1.1/")]
    [TestCase("https://169.254.169.254/latest/meta-data")]
    [TestCase("https://[::ffff:10.0.0.1]/")]
    [TestCase("https://[fd00::1]/")]
    [TestCase("https://0x7f000001/")]
    [TestCase("https://2130706433/")]
    [TestCase("https://127.0.0.1/")]
    [TestCase("https://localhost/")]
    public void What_is_not_an_https_address_on_the_public_internet_is_not_registered(string url) => Assert.That(WebhookAddresses.Refusal(url, allowLoopback: false), Is.Not.Null);

    [TestCase("https://hooks.northside.example/cases?key=1")]
    [TestCase("https://hooks.northside.example:8443/")]
    [TestCase("https://[2606:2800:220:1::1]/")]
    public void What_is_one_is_registered(string url) => Assert.That(WebhookAddresses.Refusal(url, allowLoopback: false), Is.Null);

    [TestCase("http://127.0.0.1:5090/referrer/webhook", true)]
    [TestCase("http://localhost:5090/", true)]
    [TestCase("http://10.0.0.7/", false)]
    [TestCase("http://hooks.northside.example/", false)]
    public void In_development_loopback_is_permitted_and_nothing_else(string url, bool permitted) => Assert.That(WebhookAddresses.Refusal(url, allowLoopback: true) is null, Is.EqualTo(permitted));

    [TestCase("127.0.0.1")]
    [TestCase("127.8.8.8")]
    [TestCase("10.1.2.3")]
    [TestCase("172.16.0.1")]
    [TestCase("172.31.255.255")]
    [TestCase("192.168.0.1")]
    [TestCase("100.64.0.1")]
    [TestCase("169.254.169.254")]
    [TestCase("0.0.0.0")]
    [TestCase("224.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("::1")]
    [TestCase("::")]
    [TestCase("::ffff:127.0.0.1")]
    [TestCase("::ffff:192.168.0.1")]
    [TestCase("64:ff9b::a00:1")]
    [TestCase("2002:a00:1::")]
    [TestCase("fe80::1")]
    [TestCase("fc00::1")]
    [TestCase("ff02::1")]
    public void No_connection_is_made_to_what_is_inside(string address) => Assert.That(WebhookAddresses.MayBeCalled(IPAddress.Parse(address), allowLoopback: false), Is.False);

    [TestCase("93.184.215.14")]
    [TestCase("172.32.0.1")]
    [TestCase("2606:2800:220:1::1")]
    public void One_is_made_to_what_is_outside(string address) => Assert.That(WebhookAddresses.MayBeCalled(IPAddress.Parse(address), allowLoopback: false), Is.True);

    [Test, CancelAfter(300_000)]
    public async Task A_name_that_leads_inside_is_not_connected_to(CancellationToken cancel)
    {
        // As if a name that was fine when it was registered leads here now.
        using var inside = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        using var client = new HttpClient(WebhookAddresses.HandlerOf(new WebhookOptions()));
        var port = ((IPEndPoint)inside.LocalEndpoint).Port;
        Assert.That(async () => await client.PostAsync(new Uri($"http://localhost:{port}/"), content: null, cancel), Throws.InstanceOf<HttpRequestException>());
        Assert.That(inside.Pending(), Is.False, "nothing knocked");
    }
}
