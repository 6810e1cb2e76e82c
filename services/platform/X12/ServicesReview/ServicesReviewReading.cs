namespace Healthcare.X12;

/// <summary>Reads the levels of one 278 set into one view for each patient.</summary>
internal sealed class ServicesReviewReading(SetReading set)
{
    private readonly List<ServicesReview> _read = [];
    private readonly List<ReviewRejection> _rejections = [];
    private readonly List<LevelSegment> _unknown = [];
    private readonly List<ReviewItem> _events = [];
    private readonly List<ReviewItem> _services = [];
    private ServicesReview _review = new() { Purpose = "", Reference = "", At = DateTime.MinValue };
    private ReviewItem? _event;

    internal IReadOnlyList<ServicesReview> Read()
    {
        ReadHeading();
        foreach (var level in set.Levels)
        {
            switch (level.Code)
            {
                case "EV":
                    EndEvent();
                    _event = ReviewItemReading.Read(set, level);
                    break;
                case "SS":
                    if (_event is null) set.Report(X12FindingCode.SegmentOutOfPlace, X12Severity.Error, level.Hl, 3, "A service stands under no patient event");
                    _services.Add(ReviewItemReading.Read(set, level));
                    break;
                default:
                    ReadAbove(level);
                    break;
            }
        }

        EndPatient(last: true);
        return _read;
    }

    private void ReadHeading()
    {
        if (set.FirstOfHeading("BHT") is { } bht)
        {
            set.CheckCode(bht, 2, bht[2], "01", "11", "13", "14", "18", "22", "28", "36", "51", "CN", "CO", "HK");
            _review = _review with { Purpose = bht[2], Reference = bht[3], At = set.Time(bht, 4, 5), TransactionType = bht.TextOrNull(6) };
            if (bht.HasBeyond(Named.Through(6))) _unknown.Add(new LevelSegment("", bht));
        }
        else
        {
            set.Report(X12FindingCode.ElementMissing, X12Severity.Error, null, 0, "The set has no BHT, so nothing says whether it asks or answers");
        }

        _unknown.AddRange(set.Heading.Where(s => s.Id != "BHT").Select(s => new LevelSegment("", s)));
    }

    private void ReadAbove(SetLevel level)
    {
        // A second subscriber, requester or organization begins another patient.
        if (level.Code is "20" or "21" or "22") EndPatient(last: false);
        _review = level.Code switch
        {
            "20" => _review with { Organization = null, Requester = null, Subscriber = null, Dependent = null },
            "21" => _review with { Requester = null, Subscriber = null, Dependent = null },
            "22" => _review with { Subscriber = null, Dependent = null },
            _ => _review,
        };
        var (head, loops) = Loops.Of(level.Own, "NM1");
        foreach (var segment in head) TakeAbove(level.Code, segment);
        foreach (var loop in loops)
        {
            // AAA stands under the party that it refuses.
            foreach (var rejection in loop.Where(s => s.Id == "AAA")) TakeAbove(level.Code, rejection);
            Place(level.Code, Party.FromLoop([.. loop.Where(s => s.Id != "AAA")]), loop);
        }
    }

    private void TakeAbove(string level, RawSegment segment)
    {
        if (segment.Id == "AAA") _rejections.Add(new ReviewRejection(level, segment[1], segment[3], segment.TextOrNull(4)));
        if (segment.Id != "AAA" || segment.HasBeyond(Named.Elements(1, 3, 4))) _unknown.Add(new LevelSegment(level, segment));
    }

    private void Place(string level, Party party, IReadOnlyList<RawSegment> loop)
    {
        switch (level)
        {
            case "20" when _review.Organization is null:
                _review = _review with { Organization = party };
                break;
            case "21" when _review.Requester is null:
                _review = _review with { Requester = party };
                break;
            case "22" when _review.Subscriber is null:
                _review = _review with { Subscriber = party };
                break;
            case "23" when _review.Dependent is null:
                _review = _review with { Dependent = party };
                break;
            default:
                _unknown.AddRange(loop.Where(s => s.Id != "AAA").Select(s => new LevelSegment(level, s)));
                break;
        }
    }

    private void EndEvent()
    {
        if (_event is { } ended) _events.Add(ended with { Services = [.. _services] });
        else if (_services.Count > 0) _events.Add(new ReviewItem { Level = "EV", Services = [.. _services] });
        _services.Clear();
        _event = null;
    }

    /// <summary>What stands above a patient with nothing asked or refused is only context for the next.</summary>
    private void EndPatient(bool last)
    {
        EndEvent();
        if (_events.Count == 0 && !last) return;
        if (_events.Count == 0 && _read.Count > 0 && _rejections.Count == 0) return;
        _read.Add(_review with { Rejections = [.. _rejections], Events = [.. _events], Unknown = [.. _unknown] });
        _rejections.Clear();
        _events.Clear();
        _unknown.Clear();
    }
}
