package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.node.cluster.ClusterMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterFileTest {
    private static final String GOOD = """
            cluster: blue
            partitions: 8
            replicas: 3
            nodes:
              - { id: 1, clients: "127.0.0.1:7401", peers: "127.0.0.1:7501" }
              - { id: 2, clients: "[::1]:7402", peers: "n2.example:7502", zone: rack-b, weight: 50 }
              - { id: 5, clients: "127.0.0.1:7405", peers: "127.0.0.1:7505", name: fifth }
            """;

    @TempDir
    private Path folder = Path.of("");

    private ClusterMap read(String text) throws IOException {
        Path file = folder.resolve("cluster.yaml");
        Files.writeString(file, text);
        return ClusterFile.read(file);
    }

    @Test
    void saysWhoHoldsWhatInTheSameWayEverywhere() throws IOException {
        ClusterMap map = read(GOOD);
        assertThat(map.id()).isEqualTo("blue");
        assertThat(map.ring().assignments())
                .hasSize(8)
                .allSatisfy(assignment -> assertThat(assignment.replicas()).containsExactlyInAnyOrder(1, 2, 5));
        assertThat(map.node(2)).isNotNull().satisfies(node -> {
            assertThat(node.clientHost()).isEqualTo("::1");
            assertThat(node.peerPort()).isEqualTo(7502);
        });
        assertThat(map.node(3)).isNull();
        assertThat(read(GOOD)).isEqualTo(map);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster: blue | cluster: Blue! | cluster: \"Blue!\" is no cluster ID",
                "cluster: blue | hello: blue | cluster: it is missing",
                "partitions: 8 | partitions: 9 | partitions: 9 is not a power of two",
                "partitions: 8 | partitions: many | partitions: \"many\" is not a whole number",
                "replicas: 3 | replicas: 2 | it must be odd",
                "replicas: 3 | replicas: 5 | cannot be kept on 3 nodes",
                "id: 2, | id: 1, | nodes[1].id: the nodes must be in ascending order",
                "id: 2, | id: 0, | nodes[1].id: \"0\" is not a whole number",
                "127.0.0.1:7405 | 127.0.0.1 | nodes[2].clients: \"127.0.0.1\" is not host:port",
                "127.0.0.1:7505 | :7505 | nodes[2].peers: \":7505\" is not host:port",
                "127.0.0.1:7505 | n5:70000 | nodes[2].peers: \"n5:70000\" is not host:port",
                "weight: 50 | weight: 0 | nodes[1].weight",
                "nodes: | nodes: [ | it is not valid YAML",
            })
    void saysWhichKeyIsWrong(String good, String bad, String complaint) {
        assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(complaint)
                .hasMessageContaining("Nothing was started");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> ClusterFile.read(folder.resolve("none.yaml")))
                .hasMessageContaining("there is no such file");
    }
}
