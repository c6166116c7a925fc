package dev.cairn.system;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./cairn cluster} on a folder and ports of its own. It leaves no process behind. Used by one thread. */
final class ClusterScript implements AutoCloseable {

    /** More than the script itself waits for a member. */
    private static final Duration TIME_MAX = Duration.ofMinutes(4);

    private static final int PORTS = 22;

    private final Tool script;
    private final Path data;
    private final int portBase = FreePorts.range(PORTS);
    private final Set<Long> pids = new HashSet<>();
    private String printed = "";

    ClusterScript(Tool script, Path data) {
        this.script = script;
        this.data = data;
    }

    /** Starts all; what it printed tells the addresses and the key. */
    void start() {
        printed = run("start", "--port-base", Integer.toString(portBase))
                .expectSuccess()
                .output();
    }

    Tool.Run run(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("cluster", command, "--data", data.toString()));
        arguments.addAll(List.of(more));
        return script.run(TIME_MAX, arguments);
    }

    /** What {@code status --json} says of each member. */
    List<JsonNode> members() {
        List<JsonNode> members = new ArrayList<>();
        JsonMapper.shared()
                .readTree(run("status", "--json").output())
                .path("members")
                .forEach(members::add);
        members.stream()
                .filter(member -> member.has("pid"))
                .forEach(member -> pids.add(member.path("pid").longValue()));
        return members;
    }

    JsonNode member(String name) {
        return members().stream()
                .filter(member -> member.path("member").stringValue().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no member " + name));
    }

    String state(String name) {
        return member(name).path("state").stringValue();
    }

    /** The processes seen by now that still run. */
    List<ProcessHandle> left() {
        return pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(process -> process.info().command().isPresent())
                .toList();
    }

    Rest rest(String gateway) {
        return new Rest(URI.create(found(gateway + " .*REST (\\S+)/v1")), accessKey(), secretKey());
    }

    S3Client s3(String gateway) {
        return S3Client.builder()
                .endpointOverride(URI.create(found(gateway + " .*S3 (\\S+)")))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey(), secretKey())))
                .build();
    }

    private String accessKey() {
        return found("Access key +(\\S+)");
    }

    private String secretKey() {
        return found("Secret key +(\\S+)");
    }

    private String found(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(printed);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + printed);
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        try {
            run("stop");
        } finally {
            left().forEach(ProcessHandle::destroyForcibly);
        }
    }
}
