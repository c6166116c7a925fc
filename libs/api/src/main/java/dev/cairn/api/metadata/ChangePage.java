package dev.cairn.api.metadata;

import java.util.List;

/**
 * Some index entries in order, and what was asked for beside them, from one moment.
 *
 * @param files one for each of {@code changes}, in the same order, or none if only positions were asked for
 * @param stableSeq nothing at or below it can appear later; the walk stops there
 */
public record ChangePage(List<SeqPosition> changes, List<FileView> files, long stableSeq) {

    public ChangePage {
        changes = List.copyOf(changes);
        files = List.copyOf(files);
    }
}
