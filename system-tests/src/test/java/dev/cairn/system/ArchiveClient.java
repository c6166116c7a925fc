package dev.cairn.system;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What archive software does over REST. */
final class ArchiveClient {

    private final Rest rest;

    ArchiveClient(Rest rest) {
        this.rest = rest;
    }

    /** What an archive keeps of a file. */
    record FileStat(String inode, String dataVersion, long size, JsonNode all) {}

    static String encoded(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }

    FileStat stat(String path) {
        return statOf(rest.get("/v1/entries/" + encoded(path)).expect(200).json());
    }

    FileStat statByInode(String inode) {
        return statOf(rest.get("/v1/inodes/" + inode).expect(200).json());
    }

    private static FileStat statOf(JsonNode json) {
        return new FileStat(
                json.get("inode").asString(),
                json.get("dataVersion").asString(),
                Long.parseLong(json.get("size").asString()),
                json);
    }

    void release(FileStat file) {
        rest.send("POST", "/v1/inodes/" + file.inode() + "/release", version(file), new byte[0])
                .expect(200);
    }

    void stage(FileStat file, byte[] content) {
        rest.send("PUT", "/v1/inodes/" + file.inode() + "/stage?offset=0", version(file), content)
                .expect(200);
    }

    private static Map<String, String> version(FileStat file) {
        return Map.of("If-Match", "\"" + file.dataVersion() + "\"");
    }

    void rename(String from, String to) {
        rest.post("/v1/rename", "{\"from\": \"%s\", \"to\": \"%s\", \"mode\": \"replace\"}".formatted(from, to))
                .expect(204);
    }
}
