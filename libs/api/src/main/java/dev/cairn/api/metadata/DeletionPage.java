package dev.cairn.api.metadata;

import java.util.List;

/**
 * Some deletions in order; see {@link ChangePage}.
 *
 * @param trimmedSeq deletions up to this sequence have been forgotten; whoever follows from an earlier position has to
 *     compare what it knows with a walk of the meta index. 0 if none has
 */
public record DeletionPage(List<Deletion> deletions, long stableSeq, long trimmedSeq) {

    public DeletionPage {
        deletions = List.copyOf(deletions);
    }
}
