package dev.cairn.block.allocation;

/**
 * Who writes a segment.
 *
 * @param instance the block-service instance, the same one after a restart
 * @param incarnation one run of it, never reused
 */
public record WriterId(String instance, String incarnation) {

    public WriterId {
        if (instance.isEmpty() || incarnation.isEmpty()) {
            throw new IllegalArgumentException(
                    "a writer needs a name and an incarnation: " + instance + ", " + incarnation);
        }
    }
}
