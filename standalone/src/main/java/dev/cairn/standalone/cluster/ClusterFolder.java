package dev.cairn.standalone.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where everything of a cluster lies.
 *
 * <pre>
 * data/cluster/  port-base  lock  NAME/  volume/  log/NAME.log  run/NAME.pid  run/NAME.key
 * </pre>
 *
 * @param root absolute
 */
record ClusterFolder(Path root) {

    static final Path DEFAULT = Path.of("data", "cluster");

    ClusterFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** What the member keeps. */
    Path data(String member) {
        return root.resolve(member);
    }

    /** The segments of all block-services. */
    Path volume() {
        return root.resolve("volume");
    }

    Path log(String member) {
        return root.resolve("log").resolve(member + ".log");
    }

    Path pid(String member) {
        return root.resolve("run").resolve(member + ".pid");
    }

    /** The first key pair, as a gateway writes it for its owner. */
    Path key(String gateway) {
        return root.resolve("run").resolve(gateway + ".key");
    }

    /** Held by a command that changes something. */
    Path lock() {
        return root.resolve("lock");
    }

    /** The ports with which the cluster was started. */
    Path portBase() {
        return root.resolve("port-base");
    }

    void create() throws IOException {
        Files.createDirectories(root.resolve("run"));
        Files.createDirectories(root.resolve("log"));
    }
}
