using Healthcare.Audit.Webhooks;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;

namespace Healthcare.Audit.Tests.Webhooks;

/// <summary>A partner's address: registered, moved, rotated, lost and found, gone, removed.</summary>
public sealed class KeepingAnAddress
{
    private const string Url = "https://hooks.northside.example/cases";
    private static readonly DateTimeOffset Noon = Entries.Noon;
    private static readonly Guid Id = Webhook.IdOf("northside");
    private static readonly WebhookRegistered Registered = new("northside", Url, Secret("one"), Noon);
    private static readonly WebhookReceiverLost Lost = new("no-answer", Noon);
    private static readonly DeciderSpec<Webhook, WebhookCommand, WebhookEvent> Spec = Testing.Spec.Of(Webhook.Aggregate);

    [Test]
    public void The_first_address_comes_with_a_secret() => Spec.Given().When(Register(Url)).Then(Registered with { Secret = Secret("new") });

    [Test]
    public void The_same_address_again_changes_nothing_and_makes_no_secret() => Spec.Given(Registered).When(Register(Url)).ThenNothing();

    [Test]
    public void Another_address_keeps_the_secret() => Spec.Given(Registered).When(Register("https://other.example/")).Then(new WebhookMoved("https://other.example/", Noon));

    [Test]
    public void A_disabled_address_is_taken_up_again_by_naming_it() =>
        Spec.Given(Registered, new WebhookDisabled("receiver-gone", Noon)).When(Register(Url)).Then(new WebhookMoved(Url, Noon));

    [Test]
    public void The_secret_before_is_good_for_a_while() =>
        Spec.Given(Registered).When(new RotateWebhookSecret(Secret("two"), TimeSpan.FromHours(24), Noon)).Then(new WebhookSecretRotated(Secret("two"), Noon.AddHours(24), Noon));

    [Test]
    public void There_is_no_secret_to_rotate_without_an_address() => Spec.Given().When(new RotateWebhookSecret(Secret("two"), TimeSpan.FromHours(24), Noon)).ThenRefused(WebhookRefusals.Unknown);

    [Test]
    public void An_outage_is_said_once()
    {
        Spec.Given(Registered).When(Silence(1)).Then(Lost);
        Spec.Given(Registered, Lost).When(Silence(2)).ThenNothing();
    }

    [Test]
    public void A_person_is_asked_once_when_it_lasts()
    {
        var decided = Spec.Given(Registered, Lost).When(Silence(6));
        decided.Then(new WebhookOwnerTold(6, Noon.AddHours(4), Noon));
        Assert.That(decided.FollowUps(Id).Single().Command, Is.InstanceOf<OpenWorkItem>().With.Property(nameof(OpenWorkItem.Role)).EqualTo("integration-on-call"));
        Spec.Given(Registered, Lost, new WebhookOwnerTold(6, Noon.AddHours(4), Noon)).When(Silence(7)).ThenNothing();
    }

    [Test]
    public void An_answer_ends_the_outage_once_and_the_work_with_it()
    {
        var decided = Spec.Given(Registered, Lost).When(new NoteAnswer(Noon));
        decided.Then(new WebhookReceiverAnswered(Noon));
        Assert.That(decided.FollowUps(Id).Single().Command, Is.InstanceOf<CloseWorkItem>());
        Spec.Given(Registered, Lost, new WebhookReceiverAnswered(Noon)).When(new NoteAnswer(Noon)).ThenNothing();
        Spec.Given(Registered).When(new NoteAnswer(Noon)).ThenNothing();
    }

    [Test]
    public void A_receiver_that_is_gone_is_not_called_and_not_missed()
    {
        Spec.Given(Registered).When(new DisableWebhook("receiver-gone", Noon)).Then(new WebhookDisabled("receiver-gone", Noon));
        Spec.Given(Registered, new WebhookDisabled("receiver-gone", Noon)).When(Silence(9)).ThenNothing();
    }

    [Test]
    public void What_was_removed_is_gone_with_its_secret()
    {
        Spec.Given(Registered).When(new RemoveWebhook(Noon)).Then(new WebhookRemoved(Noon));
        Spec.Given(Registered, new WebhookRemoved(Noon)).When(new RemoveWebhook(Noon)).ThenNothing();
        Spec.Given(Registered, new WebhookRemoved(Noon)).When(Register(Url)).ThenKinds(typeof(WebhookRegistered));
        Spec.Given(Registered, new WebhookRemoved(Noon)).When(Silence(9)).ThenNothing();
    }

    private static RegisterWebhook Register(string url) => new("northside", url, Secret("new"), Noon);

    private static NoteNoAnswer Silence(int attempts) => new("no-answer", attempts, 6, Noon.AddHours(4), Noon);

    private static Sealed<string> Secret(string value) => Sealed.For(Id, value);
}
