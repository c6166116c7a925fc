package dev.cairn.block.allocation;

import java.util.UUID;

/** A place that holds segments: a folder, a shared file system. Random, written into the place, never reused. */
public record VolumeId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
