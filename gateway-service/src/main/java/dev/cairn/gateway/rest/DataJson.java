package dev.cairn.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cairn.api.metadata.ExtentMap;
import dev.cairn.api.metadata.MoveResult;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON of answers about data; see {@link Json}. */
final class DataJson {

    private DataJson() {}

    /** Where the first byte of a write went. */
    record Written(String offset, Json.File attributes) {}

    /** Blocks of one state. */
    record Run(String offset, String length, String state, boolean last) {

        static Run of(ExtentMap.Run run) {
            return new Run(
                    Long.toString(run.offset()),
                    Long.toString(run.length()),
                    run.state().name().toLowerCase(Locale.ROOT),
                    run.isLast());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Extents(List<Run> extents, @Nullable String next) {

        static Extents of(ExtentMap map) {
            return new Extents(
                    map.runs().stream().map(Run::of).toList(),
                    map.next().isEmpty() ? null : Long.toString(map.next().getAsLong()));
        }
    }

    record Offset(String offset) {}

    record Moved(String movedBlocks, Json.File source, Json.File destination) {

        static Moved of(MoveResult result) {
            return new Moved(
                    Long.toString(result.movedBlocks()),
                    Json.File.of(result.source()),
                    Json.File.of(result.destination()));
        }
    }
}
