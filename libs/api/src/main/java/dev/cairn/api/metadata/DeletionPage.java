package dev.cairn.api.metadata;

import java.util.List;

/** Some deletions in order; see {@link ChangePage}. */
public record DeletionPage(List<Deletion> deletions, long stableSeq) {

    public DeletionPage {
        deletions = List.copyOf(deletions);
    }
}
