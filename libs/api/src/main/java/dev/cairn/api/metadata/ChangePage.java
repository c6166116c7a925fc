package dev.cairn.api.metadata;

import java.util.List;

/**
 * Some index entries in order.
 *
 * @param stableSeq nothing at or below it can appear later; the walk stops there
 */
public record ChangePage(List<SeqPosition> changes, long stableSeq) {

    public ChangePage {
        changes = List.copyOf(changes);
    }
}
