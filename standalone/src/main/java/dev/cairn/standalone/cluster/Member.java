package dev.cairn.standalone.cluster;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A process of the cluster, as it is to be run.
 *
 * @param name such as {@code metadata-1}; it names its pid file, its log and its data folder
 * @param port where it is asked whether it is ready: HTTP of a service, else its only port
 * @param secondPort gRPC of metadata- and lock-services, S3 of gateways; 0 for none
 * @param heapMebibytes the most that its heap takes
 * @param mainClass runs it, with {@code arguments}
 */
record Member(
        String name, Role role, int port, int secondPort, int heapMebibytes, String mainClass, List<String> arguments) {

    Member {
        arguments = List.copyOf(arguments);
    }

    /** All ports on which it listens. */
    IntStream ports() {
        return IntStream.of(port, secondPort).filter(each -> each != 0);
    }
}
