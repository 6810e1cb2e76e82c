using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Why a work item says no.</summary>
public static class WorkItemRefusals
{
    public static readonly Refusal Unknown = new("work-item-unknown", "There is no such work item.");
    public static readonly Refusal Resolved = new("work-item-resolved", "The work item is resolved already.");
    public static readonly Refusal ClaimedByOther = new("work-item-claimed-by-other", "Somebody else is working on this item.");
    public static readonly Refusal NotClaimed = new("work-item-not-claimed", "Claim the work item first.");
    public static readonly Refusal RoleNotHeld = new("work-item-role-not-held", "The work item is for a role that you do not hold.");
    public static readonly Refusal PersonMustDecide = new("person-must-decide", "Only a person works on an item; an AI may comment.");
    public static readonly Refusal SnoozedTooLong = new("work-item-snoozed-too-long", "An item is put aside until a time that is to come and before which it is not late.");
    public static readonly Refusal DueInThePast = new("work-item-due-in-the-past", "The new due time lies in the past.");
}
