package dev.cairn.standalone.process;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code cairn.*} of a service process.
 *
 * @param zookeeper where ZooKeeper is, as {@code host:port,...} ({@code zookeeper}, default 127.0.0.1:2181)
 * @param host by which name or address the other processes reach this one ({@code host}, default 127.0.0.1)
 * @param grpcPort where gRPC calls are taken; 0 picks a free port ({@code grpc-port}, default 0)
 * @param data the folder with what this service keeps ({@code data}, default ./data)
 * @param instance the name of this process, the same after a restart ({@code instance}, default the service's name)
 * @param log {@code file}: in the data folder, for a service of one process; or bookkeeper: with the cluster's bookies,
 *     so that a standby can take over ({@code log}, default file)
 * @param logCopies how many bookies have each entry, 3 or 1 ({@code log-copies}, default 3)
 * @param keyFile where a gateway writes the first key pair, readable by its owner ({@code key-file}, default none)
 */
@ConfigurationProperties("cairn")
record ProcessSettings(
        @DefaultValue("127.0.0.1:2181") String zookeeper,
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("0") int grpcPort,
        @DefaultValue("data") Path data,
        @DefaultValue("") String instance,
        @DefaultValue("") String keyFile,
        @DefaultValue("file") LogKind log,
        @DefaultValue("3") int logCopies) {

    /** Where transaction logs are kept. */
    enum LogKind {
        FILE,
        BOOKKEEPER
    }

    ProcessSettings {
        if (logCopies != 1 && logCopies != 3) {
            throw new IllegalArgumentException("cairn.log-copies is 1 or 3, not " + logCopies);
        }
    }
}
