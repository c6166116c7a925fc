package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.util.Set;

/**
 * What must hold of the file in place when a change takes effect, else the change fails with
 * {@link dev.cairn.kernel.ErrorCode#PRECONDITION_FAILED} and nothing is changed.
 */
public sealed interface Condition {

    Condition ALWAYS = new Always();

    record Always() implements Condition {}

    /** There is no such file ({@code If-None-Match: *}). */
    record Absent() implements Condition {}

    /** There is one ({@code If-Match: *}). */
    record Present() implements Condition {}

    /** There is one and its content has one of these tags ({@code If-Match: "..."}). */
    record TagIsOneOf(Set<Bytes> tags) implements Condition {
        public TagIsOneOf {
            tags = Set.copyOf(tags);
        }
    }

    /** There is one and its data_version is this. */
    record DataVersionIs(long dataVersion) implements Condition {}
}
