package dev.cairn.replica;

import dev.cairn.btree.Change;
import dev.cairn.btree.TreeLoader;
import dev.cairn.kernel.Position;
import java.io.IOException;
import java.util.Optional;

/** Replaces the tree of a disk by the state of another replica, while that one goes on. */
final class Restorer {

    private Restorer() {}

    /**
     * Loads the state and puts it in the tree's place when it is whole; no tree of the disk may be open. Until then the log
     * keeps what the old tree needs, and so what is behind the new one.
     *
     * @return where the tree stands now, empty if nobody gave a state and the tree is what it was
     */
    static Optional<Position> restore(Surroundings around) throws IOException {
        Optional<StateStream> found = around.source().open();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (StateStream state = found.get();
                TreeLoader loader =
                        TreeLoader.begin(around.disk(), around.settings().tree())) {
            requireLogBehind(around, state.position());
            Change.Put item;
            while ((item = state.next()) != null) {
                loader.append(item.key(), item.value());
            }
            loader.publish(state.position());
            return Optional.of(state.position());
        }
    }

    /** A state that the log does not go on from is no better than what is there. */
    private static void requireLogBehind(Surroundings around, Position position) throws IOException {
        around.log().read(position).close();
    }
}
