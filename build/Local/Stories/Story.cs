namespace Healthcare.Local.Stories;

/// <summary>One thing that happens in an ordinary week, played through the gateway: what partners do, what people decide, and what must come of it.</summary>
internal abstract class Story
{
    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>One sentence for whoever watches.</summary>
    public abstract string Tells { get; }

    /// <summary>Whether what partners do in it would touch the other stories' cases too, so that it is told when they are over.</summary>
    public virtual bool IsAlone => MovesTime;

    /// <summary>Whether it lets business time pass, which needs a system with a virtual clock; told last.</summary>
    public virtual bool MovesTime => false;

    /// <summary>Plays it; what does not come as told ends in a <see cref="StoryBroken"/>.</summary>
    public abstract Task PlayAsync(Scene scene, CancellationToken cancel);
}

/// <summary>The system did not do what the story tells.</summary>
internal sealed class StoryBroken(string message) : Exception(message);
