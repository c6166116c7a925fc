package dev.cairn.standalone.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.util.OptionalInt;

/** Which ports a cluster was started with, so that later commands need not be told. */
final class PortBase {

    private PortBase() {}

    /** Empty before the first start. */
    static OptionalInt read(ClusterFolder folder) {
        if (!Files.exists(folder.portBase())) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(
                    Integer.parseInt(Files.readString(folder.portBase()).strip()));
        } catch (IOException | NumberFormatException e) {
            throw new ClusterException("there is no port in " + folder.portBase() + ": " + e.getMessage(), e);
        }
    }

    static void write(ClusterFolder folder, int portBase) throws IOException {
        Files.writeString(folder.portBase(), portBase + "\n");
    }
}
