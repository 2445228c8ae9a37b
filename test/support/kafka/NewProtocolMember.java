import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A member of a group by the newer consumer protocol (KIP-848): tells what it is given, and reads on. */
public class NewProtocolMember {
  public static void main(String[] args) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", args[0]);
    settings.put("group.id", args[1]);
    settings.put("group.protocol", "consumer");
    settings.put("auto.offset.reset", "earliest");
    settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    settings.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
      consumer.subscribe(List.of(args[2]));
      int told = -1;
      while (true) {
        consumer.poll(Duration.ofMillis(200));
        int held = consumer.assignment().size();
        if (held != told) System.out.println("held " + held);
        told = held;
      }
    }
  }
}
