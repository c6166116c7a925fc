package dev.cairn.replica;

import java.io.IOException;
import java.util.Optional;

/** Where a replica gets the state that it can get neither from its disk nor from the log. Used by one thread at a time. */
public interface StateSource {

    /** Nobody has it. */
    StateSource NONE = Optional::empty;

    /** The state of another replica that leads or follows; empty if none can give its own now. Waits, boundedly. */
    Optional<StateStream> open() throws IOException;
}
