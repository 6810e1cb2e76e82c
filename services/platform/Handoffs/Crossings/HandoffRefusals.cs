using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Why a crossing says no.</summary>
public static class HandoffRefusals
{
    public static readonly Refusal NeverOffered = new("handoff-unknown", "Nothing was offered at this boundary.");
    public static readonly Refusal ConditionsUnmet = new("handoff-conditions-unmet", "The work cannot cross yet: a condition of the boundary is not met.");
    public static readonly Refusal GivenBack = new("handoff-given-back", "The work was given back and has to be offered again first.");
    public static readonly Refusal AlreadyTaken = new("handoff-already-taken", "The receiver has taken the work already.");
    public static readonly Refusal Closed = new("handoff-closed", "The sender has closed this handoff.");
    public static readonly Refusal NothingAsked = new("handoff-return-asks-nothing", "Work is given back only with a list of what is needed.");
    public static readonly Refusal NothingToWaive = new("handoff-nothing-to-waive", "Every condition is met, so there is nothing to proceed in spite of.");
    public static readonly Refusal GroundNotPermitted = new("handoff-ground-not-permitted", "The boundary's contract does not permit proceeding on this ground.");
    public static readonly Refusal PersonMustDecide = new("person-must-decide", "An AI may suggest; taking, giving back and proceeding anyway are decisions of people.");
    public static readonly Refusal DueInThePast = new("handoff-due-in-the-past", "The new deadline lies in the past.");
}
