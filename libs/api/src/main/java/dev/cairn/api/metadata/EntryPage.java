package dev.cairn.api.metadata;

import java.util.List;
import java.util.Optional;

/**
 * Some entries of a directory in order.
 *
 * @param next where to go on; empty at the end
 */
public record EntryPage(List<Entry> entries, Optional<EntryCursor> next) {

    public EntryPage {
        entries = List.copyOf(entries);
    }
}
