package dev.cairn.standalone.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a member's JVM is run: as this one, from the same class path.
 *
 * @param more options of the user, behind all others
 */
record JavaCommand(Path java, String classPath, List<String> more) {

    JavaCommand {
        more = List.copyOf(more);
    }

    /** @param userOptions separated by blanks */
    static JavaCommand ofThisProcess(String userOptions) {
        return new JavaCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                userOptions.isBlank() ? List.of() : List.of(userOptions.strip().split("\\s+")));
    }

    /** The command line. A hang-up of the terminal does not end the process. */
    List<String> of(Member member) {
        List<String> command = new ArrayList<>(List.of(
                "nohup",
                java.toString(),
                "-Xmx" + member.heapMebibytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        // Made by the launch script beside the program; it only makes starts faster.
        Path cache = Path.of(classPath.split(File.pathSeparator, 2)[0]).resolveSibling("cairn.aot");
        if (Files.exists(cache)) {
            command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
        }
        command.addAll(more);
        command.addAll(List.of("-cp", classPath, member.mainClass()));
        command.addAll(member.arguments());
        return command;
    }
}
