package dev.cairn.metadata.check;

import dev.cairn.metadata.item.Keys;
import java.util.List;
import java.util.function.Supplier;

/** All rules; a feature with derived items adds its own here. */
final class CheckRules {

    static final List<Supplier<CheckRule>> ALL = List.of(
            () -> new SeqIndexRule("meta-index", Keys.SeqZone.META),
            () -> new SeqIndexRule("data-index", Keys.SeqZone.DATA),
            EntriesRule::new,
            DirectoriesRule::new,
            BackReferencesRule::new,
            ConnectedRule::new,
            ExtentsRule::new,
            ContentOwnersRule::new,
            LiveBytesRule::new,
            InodeCountRule::new,
            OrphansRule::new,
            InodePartsRule::new,
            HandlesRule::new,
            NumbersRule::new,
            UploadsRule::new,
            TagsRule::new,
            TotalsRule::new);

    private CheckRules() {}
}
