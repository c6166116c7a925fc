package dev.cairn.api.metadata;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a requested recall has come.
 *
 * @param isRequested somebody asked for the data and it is not all online yet
 * @param keptUntil the data came back on request and should stay online until then
 */
public record RestoreState(boolean isRequested, Optional<Instant> keptUntil) {

    public static final RestoreState NONE = new RestoreState(false, Optional.empty());
}
