package dev.cairn.api.metadata;

import java.util.List;

/** Some parts in number order. */
public record PartPage(Upload upload, List<Part> parts, boolean hasMore) {

    public PartPage {
        parts = List.copyOf(parts);
    }
}
